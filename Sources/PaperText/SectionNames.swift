/// Recognises the usual names of sections in English, German, French, Spanish, Italian and Portuguese.
package enum SectionNames {
    /// What a heading says.
    package struct Match: Equatable {
        /// The part it opens.
        package let section: Section
        /// Every word of the heading is a usual one, so that it is a heading wherever it stands.
        package let isCertain: Bool
    }

    /// What the words of a heading without its number say.
    package static func match(_ heading: ArraySlice<UInt8>) -> Match? {
        let words = words(of: heading)
        guard let first = words.first, words.count <= 12 else { return nil }
        if words.count > 1, let section = phrases[words.joined(separator: " ")] {
            return Match(section: section, isCertain: true)
        }
        var section: Section?
        var unknown = 0
        for word in words {
            if let known = sections[word] {
                if section == nil || known == .excluded { section = known }
            } else if !fillers.contains(word) {
                unknown += 1
            }
        }
        guard let section else { return nil }
        if section == .excluded || section == .keywords, unknown > 0 { return nil }
        let isCertain = unknown == 0 && words.count <= 6 && (sections[first] != nil || first.utf8.count > 3)
        return Match(section: section, isCertain: isCertain)
    }

    /// In small letters.
    private static func words(of heading: ArraySlice<UInt8>) -> [Substring] {
        let bytes = Array(heading)
        var letters: [UInt8] = []
        letters.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let (scalar, length) = bytes.scalar(at: index)
            letters.append(scalar: CharacterKind(scalar).isLetter ? CharacterKind.lowercased(scalar) : 0x20)
            index += length
        }
        return letters.split(separator: .space).map { Substring(decoding: $0, as: UTF8.self) }
    }

    /// A label at the start of running text, as in "Methods: We asked ...", "Abstract. This ..." or "Abstract—We ...",
    /// and within an abstract also "Methods We asked ...": the section and where the text goes on.
    package static func label(
        in bytes: [UInt8], _ range: Range<Int>, isInAbstract: Bool = false
    ) -> (section: Section, textStart: Int)? {
        guard !range.isEmpty else { return nil }
        let first = CharacterKind(bytes.scalar(at: range.lowerBound).value)
        guard first == .upper || first == .unspaced else { return nil }
        if isInAbstract, let label = bareLabel(in: bytes, range) { return label }
        let limit = min(range.upperBound, range.lowerBound + 44)
        var end = range.lowerBound
        var mark = 0
        while end < limit {
            mark = separatorLength(in: bytes, at: end)
            if mark > 0 { break }
            guard bytes[end].isWordlike || bytes[end] == .space || bytes[end] == .hyphen || bytes[end] == 0x2F
            else { return nil }
            end += 1
        }
        guard mark > 0, let match = match(bytes[range.lowerBound..<end]), match.isCertain else { return nil }
        let rest = bytes.trimmed(end + mark..<range.upperBound)
        return (match.section, rest.lowerBound)
    }

    /// The usual word, then a capital.
    private static func bareLabel(in bytes: [UInt8], _ range: Range<Int>) -> (section: Section, textStart: Int)? {
        let window = range.lowerBound..<min(range.upperBound, range.lowerBound + 20)
        guard let end = bytes[window].firstIndex(of: .space), end + 1 < range.upperBound, bytes[end + 1].isUpper,
            let section = sections[Substring(bytes.string(range.lowerBound..<end).lowercased())], section != .excluded
        else { return nil }
        return (section, end + 1)
    }

    private static func separatorLength(in bytes: [UInt8], at index: Int) -> Int {
        if bytes[index] == UInt8(ascii: ":") { return 1 }
        let isLast = index + 1 == bytes.count
        if bytes[index] == .stop, isLast || bytes[index + 1] == .space { return 1 }
        if bytes[index] == .hyphen, isLast || bytes[index + 1] == .space || bytes[index + 1].isUpper { return 1 }
        return bytes.has("—", at: index) || bytes.has("–", at: index) || bytes.has("：", at: index) ? 3 : 0
    }

    private static let phrases: [String: Section] = [
        "key words": .keywords, "index terms": .keywords, "mots clés": .keywords, "mots clefs": .keywords,
        "palabras clave": .keywords, "parole chiave": .keywords, "palavras chave": .keywords,
        "future work": .limitations, "future research": .limitations, "future directions": .limitations,
        "threats to validity": .limitations, "strengths and limitations": .limitations,
        "related work": .related, "related works": .related, "previous work": .related, "prior work": .related,
        "literature review": .related, "state of the art": .related, "stand der forschung": .related,
        "état de l art": .related, "data availability": .excluded, "data availability statement": .excluded,
        "author summary": .abstract, "plain language summary": .abstract, "executive summary": .abstract,
        "table of contents": .excluded, "list of figures": .excluded, "list of tables": .excluded,
        "literature cited": .excluded, "works cited": .excluded, "further reading": .excluded,
        "supporting information": .excluded, "ethics statement": .excluded, "pre publication history": .excluded,
    ]

    private static let sections: [Substring: Section] = {
        let names: [(Section, String)] = [
            (.keywords, "keywords schlüsselwörter schlagwörter stichwörter 关键词 关键字 關鍵詞 キーワード"),
            (
                .abstract,
                """
                abstract summary synopsis zusammenfassung kurzfassung résumé resumen riassunto sommario resumo 摘要 要旨 \
                概要 要約
                """
            ),
            (
                .introduction,
                """
                introduction background motivation overview objective objectives aim aims purpose einleitung \
                einführung hintergrund zielsetzung contexte objectif objectifs introducción objetivo objetivos \
                introduzione introdução 引言 绪论 前言 はじめに 序論 緒言
                """
            ),
            (
                .methods,
                """
                method methods methodology methodologies materials procedure procedures approach participants \
                subjects patients dataset datasets measures measurements instruments setup implementation methoden \
                methode methodik vorgehen méthode méthodes méthodologie matériel matériels métodos método \
                metodología materiales metodi materiali materiais metodologia 方法 材料与方法 手法
                """
            ),
            (
                .results,
                """
                result results finding findings experiments evaluation ergebnisse ergebnis resultate befunde \
                résultat résultats resultados risultati 结果 結果 実験
                """
            ),
            (.discussion, "discussion discussions diskussion discusión discussione discussão interpretation 讨论 考察"),
            (
                .limitations,
                "limitation limitations weaknesses caveats einschränkungen limitationen limites limitaciones limitações"
            ),
            (
                .conclusion,
                """
                conclusion conclusions concluding fazit schlussfolgerung schlussfolgerungen schlussbetrachtung \
                outlook ausblick conclusión conclusiones conclusione conclusioni conclusão conclusões 结论 结语 結論 まとめ \
                おわりに
                """
            ),
            (.appendix, "appendix appendices annex anhang annexe annexes apéndice appendice apêndice"),
            (
                .excluded,
                """
                references reference bibliography literatur literaturverzeichnis quellen références bibliographie \
                referencias bibliografía riferimenti bibliografia referências acknowledgements acknowledgement \
                acknowledgments acknowledgment danksagung remerciements agradecimientos ringraziamenti \
                agradecimentos funding disclosure disclosures contents inhaltsverzeichnis affiliations glossary \
                correspondence copyright footnotes author authors contributors conflict conflicts competing \
                supplementary 参考文献 致谢 謝辞
                """
            ),
        ]
        var sections: [Substring: Section] = [:]
        for (section, words) in names {
            for word in words.split(separator: " ") { sections[word] = section }
        }
        return sections
    }()

    private static let fillers = Set(
        """
        and of the a to for in our this study work main general experimental data statistical analysis future \
        research directions remarks review design sample practical implications recommendations interest interests \
        declaration statement contributions roles description details availability information about und der die das \
        et des de du la les y e del von zur
        """.split(separator: " "))
}
