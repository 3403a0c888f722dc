/// The usual titles of a paper's sections, which need no number to be known.
enum SectionTitles {
    /// Whether the line is such a title, or several with "and" between them.
    static func contain(_ line: String) -> Bool {
        guard line.utf8.count <= 60 else { return false }
        var words = line.lowercased()
        while let last = words.last, last == ":" || last == "." { words.removeLast() }
        if titles.contains(words) { return true }
        let parts = words.replacing(", ", with: " and ").replacing(" & ", with: " and ").split(separator: " ")
        let names = parts.split { conjunctions.contains($0) }
        return names.count > 1 && names.allSatisfy { titles.contains($0.joined(separator: " ")) }
    }

    private static let conjunctions: Set<Substring> = ["and", "und", "et", "y", "e", "與", "和"]

    private static let titles: Set<String> = Set(
        """
        abstract|summary|keywords|key words|introduction|background|motivation|overview|objectives|aims|related work|\
        previous work|prior work|literature review|state of the art|preliminaries|theory|notation|model|models|method|\
        methods|methodology|materials|procedure|participants|subjects|patients|data|dataset|datasets|measures|\
        implementation|experiments|experimental setup|evaluation|analysis|statistical analysis|results|findings|\
        discussion|general discussion|limitations|threats to validity|conclusion|conclusions|concluding remarks|\
        future work|outlook|acknowledgements|acknowledgments|acknowledgement|acknowledgment|funding|\
        author contributions|competing interests|conflict of interest|conflicts of interest|data availability|\
        ethics statement|references|bibliography|literature cited|appendix|appendices|supplementary material|\
        supporting information|computational details|affiliation|contents|table of contents|\
        zusammenfassung|einleitung|einführung|hintergrund|stand der forschung|methoden|methodik|ergebnisse|\
        diskussion|fazit|schlussfolgerungen|ausblick|danksagung|literatur|literaturverzeichnis|anhang|\
        résumé|contexte|méthode|méthodes|résultats|conclusions et perspectives|remerciements|références|\
        bibliographie|annexes|resumen|introducción|métodos|resultados|discusión|conclusión|conclusiones|\
        agradecimientos|referencias|bibliografía|riassunto|introduzione|metodi|risultati|discussione|conclusioni|\
        ringraziamenti|bibliografia|resumo|introdução|discussão|conclusão|agradecimentos|referências|\
        摘要|引言|绪论|背景|方法|结果|讨论|结论|致谢|参考文献|要旨|はじめに|序論|手法|実験|結果|考察|結論|おわりに|謝辞
        """.split(separator: "|").map(String.init))
}
