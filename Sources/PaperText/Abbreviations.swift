/// Words after which a full stop usually does not end the sentence. Lower-cased, without their last stop.
enum Abbreviations {
    enum Kind {
        /// Always followed by a name, a number or more of the sentence: "Dr.", "e.g.".
        case inner
        /// Followed by a number or a label if the sentence continues: "Fig. 3", "No. 7".
        case beforeNumber
        /// May end a sentence. It does so if the next word is one that often begins sentences: "et al.", "U.S.".
        case either
    }

    static func kind(of word: Substring) -> Kind? {
        kinds[word]
    }

    private static let kinds: [Substring: Kind] = {
        let inner = """
            dr prof mr mrs ms st sr sra mme mlle m vs cf e.g i.e eg ie viz resp approx ca circa c.f i.c rev gen col \
            capt sgt gov sen rep hon messrs dept univ esp incl excl aka a.k.a wrt w.r.t n.b z.b d.h u.a i.d.r bzw \
            vgl ggf bspw sog evtl inkl exkl dipl ing hrsg z.t z vgl d.i o.g s.o s.u p.ex p.ej par ej cfr ecc p.es \
            dott sig sigg ing env chap éd ed eds trans var subsp spp sp cv
            """
        let beforeNumber = """
            fig figs eq eqs eqn eqns sec sect sects ch chs no nos nr vol vols p pp pg tab tabs ref refs art cap para \
            pt thm prop lem def cor alg app suppl abb bd aufl s kap abs núm pág págs fasc ex obs v n º nº
            """
        let either = """
            al etc inc ltd co corp jr u.s u.k u.n e.u d.c u.s.a a.m p.m ph.d m.d m.sc b.sc b.a m.a usw u.s.w no.s \
            jan feb mar apr jun jul aug sep sept oct nov dec jhdt jh chr est ext fr op
            """
        var kinds: [Substring: Kind] = [:]
        for (words, kind) in [(inner, Kind.inner), (beforeNumber, .beforeNumber), (either, .either)] {
            for word in words.split(separator: " ") { kinds[word] = kind }
        }
        return kinds
    }()

    /// Capitalised words that begin a sentence far more often than they follow an abbreviation.
    static let openers = Set(
        """
        The This These Those That It In We Our A An For To However Moreover Furthermore Thus Therefore Hence Then \
        There They Their He She His Her As At By On From With When While Where If Although Though Because Since \
        After Before During Finally First Second Third Also And But Or So Here Each Both All Some Most Many Several \
        Other Another Such What Which Who How Why One Two Three No Not Only Using Based Given Results Figure Table \
        Our Its Under Over Der Die Das Ein Eine Im In Es Wir Diese Dieser Dieses Bei Für Mit Nach Zu Auf Als Wenn Da \
        Dabei Daher Dies Sie Er Le La Les Un Une Des Il Elle Ils Nous Ce Cette Ces Dans Pour Avec Sur En El Los Las \
        Una Uno Este Esta Estos Se Con Por Para Il Lo Gli I Si Nel Nella Per Questo Questa O Os As Um Uma Na No Nas \
        Nos Essa Esse
        """.split(separator: " "))

    /// Words that follow an ordinal number with a full stop, as in German dates.
    static let ordinalFollowers = Set(
        """
        Januar Februar März April Mai Juni Juli August September Oktober November Dezember Jahrhundert Jahrhunderts \
        Jahrhunderte Auflage Lebensjahr Lebensjahres Klasse Kapitel Tag Woche Monat Jahr Mal
        """.split(separator: " "))
}
