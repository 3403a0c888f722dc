/// What the wording of a sentence says about its role, after Edmundson, "New methods in automatic extracting" (JACM
/// 1969).
enum Cue: Int {
    /// It states a result or a contribution.
    case finding
    /// It says what was done.
    case method
    /// It says what is missing.
    case limitation
    /// It announces limitations that the next sentence names: "There are several limitations."
    case announcement
    /// It is about the paper as a whole.
    case purpose
    case authors
    /// At the start of a sentence, it refers to the previous sentence.
    case leaning
    /// Words of the document's title, and of the requested focus.
    case title, focus
    /// It may be the first word of a pair.
    case opensPair
}

/// How often a word or a sentence has each cue. The counts may wrap around, but only in sentences too long to be shown.
struct CueCounts {
    private var counts = SIMD16<UInt16>.zero

    subscript(cue: Cue) -> Int {
        get { Int(counts[cue.rawValue]) }
        set { counts[cue.rawValue] = UInt16(truncatingIfNeeded: newValue) }
    }

    static func += (sum: inout CueCounts, other: CueCounts) { sum.counts &+= other.counts }
}

/// The words and pairs of words that have a cue.
enum CueWords {
    static let all: [(Cue, String)] = [
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
            .leaning,
            """
            it,its,this,that,these,those,they,their,them,he,she,his,her,such,both,another,other,others,same,former,\
            latter,dies,diese,dieser,dieses,er,sie,es,dabei,ihre,cela,ceci,ce,cette,ces,il,elle,ils,elles,esto,este,\
            esta,estos,questo,questa,questi,isso,isto,esse,essa,these two,each,here,\
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
    ]
}
