/// The words of each language that carry grammar, not meaning.
enum StopWords {
    /// In a fixed order: the index of a language is its bit in the lexicon's masks.
    static let languages: [String] = [english, german, french, spanish, italian, portuguese]

    private static let english = """
        a about above according across actually after again against all almost along already also although always am \
        among an and another any are around as at away be became because become been before being below best better \
        between both but by can cannot certain clear come consider considered could couldn did didn different do \
        does doesn doing don done down due during each easily either else enough especially et al etc even ever \
        every example fact far few first following follows for found four from full further furthermore gave general \
        generally get give given gives go good got had has hasn have having he hence her here herself him himself \
        his how however i if ii iii important in indeed instead into is isn it its itself just keep kind know known \
        large largely last later latter least less let like likely little ll long lot made main mainly make makes \
        making many may me mean means might more moreover most mostly much must my near nearly necessary need needed \
        needs neither never nevertheless new next no non none nor not note nothing now obtain obtained of off often \
        on once one ones only onto or order other others otherwise our out over overall own part particular \
        particularly per perhaps possible present presented probably put quite rather re really recent recently \
        regarding related relatively respectively right said same say second see seem seems seen set several shall \
        she should show showed shown shows significant similar similarly simple simply since six small so some \
        something sometimes somewhat still such sure take taken than that the their them themselves then there \
        thereby therefore these they thing things this those though three through throughout thus to together too \
        toward towards two type typically under unless until up upon us use used useful uses using usual usually \
        various ve very via want was wasn way ways we well were what when where whereas whether which while who \
        whole whose why will with within without won work would yet you your
        """

    private static let german = """
        ab aber abschnitt alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus \
        bei beim bereits beziehungsweise bis bisher bzw da dabei dadurch dafür daher damit dann daran darauf daraus \
        darf darüber das dass davon dazu dem den denen denn dennoch der deren des dessen die dies diese diesem \
        diesen dieser dieses doch dort du durch dürfen ebenfalls ebenso eigene ein eine einem einen einer eines \
        einige er erst es etwa etwas eher falls für ganz gegen gegenüber gibt habe haben hat hatte hatten her hier \
        hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in innerhalb ins insbesondere ist ja je \
        jede jedem jeden jeder jedes jedoch jeweils kann kein keine keinen konnte konnten können lassen lässt mal \
        man mehr mehrere mein mit muss müssen nach nachdem neben nicht nichts noch nun nur ob oben oder ohne sehr \
        sein seine seinem seinen seiner seit sich sie siehe sind so sofern sogar solche solcher soll sollte sollten \
        somit sondern sonst sowie sowohl statt über um und unten uns unser unsere unter viel viele vielen vom von \
        vor wann war waren warum was weder wegen weil weiter weitere weiteren welche welcher welches wenn wer werden \
        wie wieder will wir wird wo wobei wodurch wurde wurden während z zu zum zur zwar zwei zwischen
        """

    private static let french = """
        afin ai ainsi alors après au aucun aucune aussi autre autres aux avaient avait avant avec avoir avons \
        beaucoup c car ce ceci cela celle celles celui ces cet cette ceux chaque chez comme comment contre d dans de \
        depuis des deux dire doit doivent donc dont du elle elles en encore entre est et étaient était étant été \
        être eu fait faire font fois ici il ils j jusqu l la laquelle le lequel les lesquelles lesquels leur leurs \
        lors lorsque lui m ma mais me même mêmes mes moins mon n ne ni non nos notamment notre nous on ont ou où par \
        parce parmi pas pendant permet peu peut peuvent plus plusieurs plutôt pour pourquoi puis qu quand que quel \
        quelle quelles quelque quelques quels qui quoi s sa sans se selon sera serait ses seulement si sinon soit \
        son sont sous souvent sur t ta tel telle telles tels tous tout toute toutefois toutes très trois tu un une \
        vers via voir vos votre vous y
        """

    private static let spanish = """
        a además al algo algunas algunos ante antes aquí así aun aunque bien cada casi como con contra cual cuales \
        cuando cuya cuyo de debe del desde después donde dos durante e el él ella ellas ellos en entonces entre era \
        eran es esa esas ese eso esos esta está estaba están estas este esto estos fue fueron ha había han hace \
        hacia hasta hay la las le les lo los más me mediante mejor menos mi mientras mismo misma muy nada ni no nos \
        nosotros nuestra nuestro o otra otras otro otros para parte pero poco por porque posible pues puede pueden \
        que qué quien se sea según ser si sí sido siempre sin sino sobre solo sólo son su sus tal también tanto te \
        tiene tienen toda todas todo todos tras tres tu un una unas uno unos usted vez y ya
        """

    private static let italian = """
        a abbiamo ad agli ai al alcune alcuni alla alle allo altra altre altri altro anche ancora avere aveva base \
        ben c che chi ci ciò circa come con contro cosa così cui da dagli dai dal dalla dalle dallo degli dei del \
        della delle dello deve di dopo dove due durante e è ed essere fatto fino fra già gli ha hanno i il in \
        infatti inoltre io l la le lei li lo loro lui ma me meno mentre mi modo molto ne né negli nei nel nella \
        nelle nello noi non nostra nostro o od ogni oltre ossia per perché però più poi possono prima può qual quale \
        quali quando quanto quella quelle quelli quello questa queste questi questo qui quindi se secondo sei sempre \
        senza si sia sono sopra sotto stata state stati stato su sua sue sugli sui sul sulla sulle suo suoi tale \
        tali tra tre tutta tutte tutti tutto un una uno verso vi
        """

    private static let portuguese = """
        a à ainda além algumas alguns ao aos apenas após aquela aquele as às assim até bem cada com como contra cuja \
        cujo da das de dela dele depois desde dessa desse desta deste deve do dois dos durante e é ela elas ele eles \
        em enquanto entre era eram essa essas esse esses esta está estão estas este estes eu foi foram há isso isto \
        já lhe mais mas me meio menos mesma mesmo meu muito muitos na não nas nem nessa nesse nesta neste no nos nós \
        nossa nosso num numa o onde os ou outra outras outro outros para parte pela pelas pelo pelos per pode podem \
        pois por porque portanto quais qual quando que quem são se segundo sem sempre ser seu seus sido sob sobre \
        sua suas também tanto tem têm ter toda todas todo todos três tudo um uma umas uns você
        """
}
