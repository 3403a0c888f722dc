/// What the wording of a sentence says of its role, after Edmundson, "New methods in automatic extracting"
/// (JACM 1969).
struct Cues: OptionSet {
    let rawValue: UInt16

    /// It tells a result or a contribution.
    static let finding = Cues(rawValue: 1)
    /// It tells what was done.
    static let method = Cues(rawValue: 1 << 1)
    /// It tells what is lacking; one of the weak words alone proves nothing.
    static let limitation = Cues(rawValue: 1 << 2)
    static let weakLimitation = Cues(rawValue: 1 << 3)
    /// It speaks of the paper as a whole.
    static let purpose = Cues(rawValue: 1 << 4)
    static let authors = Cues(rawValue: 1 << 5)
    /// At the start of a sentence it leans on what came before.
    static let anaphor = Cues(rawValue: 1 << 6)
    static let connective = Cues(rawValue: 1 << 7)
    /// A noun that makes a leading "this" stand by itself, as in "this paper".
    static let paper = Cues(rawValue: 1 << 8)
    /// It points at a figure or a section.
    static let pointer = Cues(rawValue: 1 << 9)
    /// Of copyright, addresses and thanks.
    static let boilerplate = Cues(rawValue: 1 << 10)
    static let title = Cues(rawValue: 1 << 11)
    static let focus = Cues(rawValue: 1 << 12)
    /// Pairs of words may start with it.
    static let opensPair = Cues(rawValue: 1 << 13)
    /// So common in papers that it is no keyword by itself.
    static let common = Cues(rawValue: 1 << 14)
    /// It promises what the next sentence tells: "There are several limitations."
    static let announcement = Cues(rawValue: 1 << 15)

    /// All that make a word a poor keyword.
    static let everyday: Cues = [.common, .finding, .method, .limitation, .weakLimitation, .paper, .authors]
}

/// The words and pairs of words that are cues.
enum CueWords {
    static let all: [(Cues, String)] = [
        (
            .finding,
            """
            show,demonstrate,reveal,suggest,indicate,confirm,observe,find,found,result,outperform,improve,achieve,\
            significantly,conclude,conclusion,higher,lower,increase,decrease,reduce,associated,evidence,contribute,\
            contribution,novel,effective,superior,exceed,faster,correlate,support,enable,introduce,propose,present,\
            identify,surpass,yield,substantially,better,greater,provide,detect,zeigen,zeigt,ergab,ergebnisse,\
            signifikant,nachweisen,verbessert,erhöht,bestätigen,deutlich,montrons,montrent,montre,révèle,résultats,\
            significativement,améliore,confirment,muestran,muestra,resultados,significativamente,demuestra,mejora,\
            mostrano,risultati,significativamente,dimostra,mostram,mostra,demonstra,melhora
            """
        ),
        (
            .method,
            """
            method,measure,collect,sample,participant,randomize,randomise,dataset,train,simulate,questionnaire,\
            interview,survey,recruit,enroll,regression,analyze,analyse,procedure,experiment,apply,estimate,compute,\
            calculate,protocol,algorithm,perform,conduct,assess,technique,evaluate,construct,framework,model,review,\
            search,compare,employ,chose,chosen,select,record,assign,divide,combine,implement,we use,we used,\
            we utilised,we utilized,was used,were used,were collected,was performed,were performed,were calculated,\
            is based,search strategy,methode,verfahren,untersucht,gemessen,erhoben,befragt,stichprobe,probanden,\
            durchgeführt,verwendet,méthode,mesuré,échantillon,recueilli,effectué,utilisé,enquête,método,muestra,\
            utilizó,realizó,midió,metodo,campione,utilizzato,amostra,utilizou,realizado,metodologia
            """
        ),
        (
            .limitation,
            """
            limitation,caveat,drawback,shortcoming,weakness,disadvantage,future work,future research,future study,\
            further research,further work,further studies,small sample,not generalize,not generalizable,the scope,\
            remain open,remain unclear,open question,open problem,not account,not consider,was limited,were limited,\
            einschränkung,einschränkungen,limitationen,nachteil,künftige,weitere untersuchungen,les limites,\
            inconvénient,travaux futurs,limitación,limitaciones,trabajo futuro,limitazione,limitazioni,limitação,\
            limitações,trabalhos futuros
            """
        ),
        (
            .announcement,
            """
            its limitations,several limitations,some limitations,limitations should,following limitations,\
            two limitations,three limitations,four limitations,number limitations,limitations that,\
            important limitations
            """
        ),
        (
            .weakLimitation,
            """
            limited,cannot,unable,unclear,future,further,remain,small,bias,caution,unfortunately,lack,difficult,\
            restrict,scope,warrant,generalize,uncertain
            """
        ),
        (
            .purpose,
            """
            this paper,this article,this study,this work,this report,this review,this thesis,this chapter,our study,\
            our work,our results,our findings,our method,our approach,here we,we propose,we present,we introduce,\
            we show,we describe,we develop,we demonstrate,we find,we found,we conclude,we report,the aim,the goal,\
            the purpose,the objective,main contribution,in summary,in conclusion,in sum,these results,\
            these findings,the results,this pep,this rfc,diese arbeit,dieser arbeit,diese studie,dieser studie,\
            dieser beitrag,cet article,cette étude,ce travail,este artículo,este estudio,este trabajo,\
            questo articolo,questo studio,questo lavoro,este artigo,este estudo
            """
        ),
        (.authors, "we,our,us,wir,unsere,nous,notre,nosotros,nuestro,nostro,nossa,nosso"),
        (
            .anaphor,
            """
            it,its,this,that,these,those,they,their,them,he,she,his,her,such,both,another,other,others,same,former,\
            latter,dies,diese,dieser,dieses,er,sie,es,dabei,ihre,cela,ceci,ce,cette,ces,il,elle,ils,elles,esto,este,\
            esta,estos,questo,questa,questi,isso,isto,esse,essa,these two,each,here
            """
        ),
        (
            .connective,
            """
            however,moreover,furthermore,therefore,thus,hence,also,but,and,so,then,nevertheless,nonetheless,\
            additionally,consequently,conversely,instead,otherwise,likewise,similarly,secondly,thirdly,yet,or,\
            accordingly,besides,meanwhile,still,alternatively,specifically,namely,indeed,again,next,for example,\
            for instance,in addition,in contrast,in particular,in fact,by contrast,in other,of course,in these,\
            in that,to this,for this,because of,second,third,lastly,regardless,though,the latter,the former,\
            taken together,apart from,the same,the other,the authors,jedoch,außerdem,daher,deshalb,allerdings,\
            ferner,somit,hingegen,zudem,aber,auch,damit,cependant,toutefois,donc,ainsi,mais,également,sin embargo,\
            además,pero,también,inoltre,tuttavia,quindi,ma,anche,porém,além,portanto,mas
            """
        ),
        (
            .paper,
            """
            paper,article,study,work,report,review,thesis,chapter,result,finding,research,arbeit,studie,beitrag,\
            étude,travail,artículo,estudio,trabajo,articolo,studio,lavoro,artigo,estudo,trabalho,pep,rfc,document,\
            package
            """
        ),
        (
            .pointer,
            """
            figure,fig,table,tables,section,sect,appendix,equation,eq,chapter,listing,abbildung,abschnitt,kapitel,\
            tabelle,tableau,figura,tabla,sección,capítulo,sezione,tabella,seção,tabela,reported below,\
            described below,described above,shown below,shown above,as follows,see below,results section,\
            methods section,discussion section,next section,following section,previous section,last section,\
            next chapter,mentioned above,under heading,the following,is organized,is organised,is structured,\
            rest of,remainder of,stated otherwise,will first
            """
        ),
        (
            .common,
            """
            data,number,value,set,case,time,problem,level,group,effect,factor,analysis,information,system,process,\
            function,change,difference,part,line,point,term,form,size,rate,section,figure,test,role,user,\
            development,importance,application,condition,structure,area,aspect,issue,step,individual,total,average,\
            percent,high,low,large,good,long,short,year,day,month,people,object,element,item,file,name,property,\
            source,design,option,parameter,feature,class,variable,argument,code,daten,wert,zahl,fall,système,\
            données,valeur,cas,datos,valor,caso,dati,valore,dados,available,specific,common,single,whole,current,\
            simple,complex,additional,default,appropriate
            """
        ),
        (
            .boilerplate,
            """
            copyright,doi,issn,isbn,email,e mail,acknowledge,acknowledgement,acknowledgment,thank,grateful,\
            correspondence,affiliation,funded,grant,licensee,creative commons,permission,reprint,arxiv,preprint,\
            manuscript,reviewer,fax,received,http,https,www,university,department,faculty,institute,all rights,\
            open access,proceedings,springer,elsevier,ieee,supplemental information,supplementary information,\
            peer review
            """
        ),
    ]
}
