/// Recognises common names of sections in English, German, French, Spanish, Italian and Portuguese, and the most common
/// ones in Chinese and Japanese.
package enum SectionNames {
    /// What the words of a heading say.
    struct Match: Equatable {
        let section: Section
        /// Whether all words of the heading are common ones, so that it is a heading wherever it stands.
        let isCertain: Bool
    }

    /// What the words of a heading say. The heading is given without its number.
    static func match(_ heading: ArraySlice<UInt8>) -> Match? {
        let words = words(of: heading)
        guard let first = words.first, words.count <= 12 else { return nil }
        if words.count > 1, let section = names[words.joined(separator: " ")] {
            return Match(section: section, isCertain: true)
        }
        var section: Section?
        var unknown = 0
        for word in words {
            if let known = names[word] {
                if section == nil || section == .body || known == .excluded { section = known }
            } else if !fillers.contains(word) {
                unknown += 1
            }
        }
        guard let section else { return nil }
        if section == .excluded || section == .keywords, unknown > 0 { return nil }
        let isCertain = unknown == 0 && words.count <= 6 && (names[first] != nil || first.utf8.count > 3)
        return Match(section: section, isCertain: isCertain)
    }

    /// The words in lower case.
    private static func words(of heading: ArraySlice<UInt8>) -> [String] {
        String(decoding: heading, as: UTF8.self).lowercased().unicodeScalars
            .split { !CharacterKind($0.value).isLetter }.map { String($0) }
    }

    /// The label at the start of running text, as in "Methods: We asked ...", "Abstract. This ..." or "Abstract—We
    /// ...", and within an abstract also "Methods We asked ...". Returns the section, and where the text begins after
    /// the label.
    package static func label(
        in bytes: [UInt8], _ range: Range<Int>, isInAbstract: Bool = false
    ) -> (section: Section, textStart: Int)? {
        guard !range.isEmpty else { return nil }
        let first = CharacterKind(bytes.scalar(at: range.lowerBound).value)
        guard first == .upper || first == .unspaced else { return nil }
        if isInAbstract, let label = bareLabel(in: bytes, range) { return label }
        let end = range.prefix(44).first { separatorLength(in: bytes, at: $0) > 0 || !isOfName(bytes[$0]) }
        guard let end, case let mark = separatorLength(in: bytes, at: end), mark > 0,
            let match = match(bytes[range.lowerBound..<end]), match.isCertain, match.section != .body
        else { return nil }
        let rest = bytes.trimmed(min(end + mark, range.upperBound)..<range.upperBound)
        return (match.section, rest.lowerBound)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte.isWordlike || byte == .space || byte == .hyphen || byte == UInt8(ascii: "/")
    }

    /// A common name, then a word with a capital.
    private static func bareLabel(in bytes: [UInt8], _ range: Range<Int>) -> (section: Section, textStart: Int)? {
        let window = range.lowerBound..<min(range.upperBound, range.lowerBound + 20)
        guard let end = bytes[window].firstIndex(of: .space), end + 1 < range.upperBound, bytes[end + 1].isUpper,
            let section = names[bytes.string(range.lowerBound..<end).lowercased()],
            section != .excluded, section != .body
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

    /// Single words, and phrases that say more than their words.
    private static let names: [String: Section] = {
        let lists: KeyValuePairs<Section, String> = [
            .keywords: """
            keywords,key words,index terms,schlüsselwörter,schlagwörter,stichwörter,mots clés,mots clefs,\
            palabras clave,parole chiave,palavras chave,关键词,关键字,關鍵詞,キーワード
            """,
            .abstract: """
            abstract,summary,synopsis,author summary,plain language summary,executive summary,zusammenfassung,\
            kurzfassung,résumé,resumen,riassunto,sommario,resumo,摘要,要旨,概要,要約
            """,
            .introduction: """
            introduction,background,motivation,overview,objective,objectives,aim,aims,purpose,einleitung,\
            einführung,hintergrund,zielsetzung,contexte,objectif,objectifs,introducción,objetivo,objetivos,\
            introduzione,introdução,引言,绪论,前言,背景,はじめに,序論,緒言
            """,
            .related: """
            related work,related works,previous work,prior work,literature review,state of the art,\
            stand der forschung,état de l art
            """,
            .methods: """
            method,methods,methodology,methodologies,materials,procedure,procedures,approach,participants,\
            subjects,patients,dataset,datasets,measures,measurements,instruments,setup,implementation,\
            computational details,methoden,methode,methodik,vorgehen,méthode,méthodes,méthodologie,matériel,\
            matériels,métodos,método,metodología,materiales,metodi,materiali,materiais,metodologia,方法,材料与方法,手法
            """,
            .results: """
            result,results,finding,findings,experiments,evaluation,ergebnisse,ergebnis,resultate,befunde,résultat,\
            résultats,resultados,risultati,结果,結果,実験
            """,
            .discussion:
                "discussion,discussions,diskussion,discusión,discussione,discussão,interpretation,讨论,考察",
            .limitations: """
            limitation,limitations,weaknesses,caveats,future work,future research,future directions,\
            threats to validity,strengths and limitations,einschränkungen,limitationen,limites,limitaciones,\
            limitações
            """,
            .conclusion: """
            conclusion,conclusions,concluding,fazit,schlussfolgerung,schlussfolgerungen,schlussbetrachtung,\
            outlook,ausblick,conclusión,conclusiones,conclusione,conclusioni,conclusão,conclusões,结论,结语,結論,\
            まとめ,おわりに
            """,
            .appendix: "appendix,appendices,annex,anhang,annexe,annexes,apéndice,appendice,apêndice",
            .body: "preliminaries,theory,notation,model,models,data,analysis",
            .excluded: """
            references,reference,bibliography,literature cited,works cited,further reading,literatur,\
            literaturverzeichnis,quellen,références,bibliographie,referencias,bibliografía,riferimenti,\
            bibliografia,referências,acknowledgements,acknowledgement,acknowledgments,acknowledgment,danksagung,\
            remerciements,agradecimientos,ringraziamenti,agradecimentos,funding,disclosure,disclosures,contents,\
            table of contents,list of figures,list of tables,inhaltsverzeichnis,affiliation,affiliations,glossary,\
            correspondence,copyright,footnotes,author,authors,contributors,conflict,conflicts,competing,\
            supplementary,supporting information,data availability,data availability statement,ethics statement,\
            pre publication history,参考文献,致谢,謝辞
            """,
        ]
        let names = lists.flatMap { section, list in list.split(separator: ",").map { (String($0), section) } }
        return Dictionary(names) { first, _ in first }
    }()

    private static let fillers = Set(
        """
        and of the a to for in our this study work main general experimental statistical future research directions \
        remarks review design sample practical implications recommendations interest interests declaration statement \
        contributions roles description details availability information material perspectives about und der die das \
        et des de du la les y e del von zur
        """.split(separator: " ").map(String.init))
}
