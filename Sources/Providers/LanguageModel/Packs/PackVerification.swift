import Analysis
import Jobs

/// Finds for each document of a call the one item of the reply that certainly belongs to it.
struct PackVerification {
    /// One for each document.
    let ids: [String]
    let openings: [DocumentOpenings]

    /// In the order of the documents.
    /// - Parameter missing: for documents that the reply does not mention.
    func findings(_ items: [ReplyItem], missing: ReplyItem.Finding) -> [ReplyItem.Finding] {
        let claims = Dictionary(grouping: items, by: owner)
        return ids.indices.map { index in
            guard let claims = claims[index] else { return missing }
            guard claims.count == 1 else { return .broken }
            return isOwn(claims[0], index) ? claims[0].finding : .misplaced
        }
    }

    /// The repairs in the items that are analyses of a document.
    func repairs(of items: [ReplyItem]) -> Set<ReplyRepair> {
        items.reduce(into: []) { repairs, item in
            guard let owner = owner(item), case .analysis = item.finding else { return }
            repairs.formUnion(item.repairs)
            if item.id != ids[owner] { repairs.insert(.id) }
        }
    }

    /// The document that the item names. The comparison is tolerant, because models change the case of ids and add
    /// blanks or quotes. If there is only one document, an item without an id belongs to it.
    private func owner(_ item: ReplyItem) -> Int? {
        guard let id = item.id else { return ids.count == 1 ? 0 : nil }
        let name = id.lowercased().filter { !$0.isWhitespace && !"\"'`".contains($0) }
        return ids.firstIndex { $0 == id || $0.lowercased() == name }
    }

    /// A model may mix up ids, but it will hardly copy the beginning of one document and analyse another. In a call
    /// with one document there is nothing to mix up.
    private func isOwn(_ item: ReplyItem, _ index: Int) -> Bool {
        if ids.count == 1 { return true }
        guard case .analysis = item.finding else { return true }
        let anchor = Opening(item.anchor ?? "")
        let likeness = openings[index].likeness(of: anchor)
        return likeness >= 0.5
            && openings.indices.allSatisfy { $0 == index || openings[$0].likeness(of: anchor) < likeness }
    }
}
