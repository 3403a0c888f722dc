/// Finds for each document of a call the one item of the reply that is surely its own.
struct PackVerification {
    /// One for each document.
    let ids: [String]
    let openings: [DocumentOpenings]

    /// In the order of the documents.
    /// - Parameter missing: for documents that the reply does not mention.
    func findings(_ items: [ReplyItem], missing: ReplyItem.Finding) -> [ReplyItem.Finding] {
        let claims = Dictionary(grouping: items, by: \.id)
        return ids.indices.map { index in
            guard let claims = claims[ids[index]] else { return missing }
            guard claims.count == 1 else { return .broken }
            return isOwn(claims[0], index) ? claims[0].finding : .misplaced
        }
    }

    /// A model can mix up ids, but it cannot copy the beginning of one document and analyse another without help. In a call
    /// of one there is nothing to mix up.
    private func isOwn(_ item: ReplyItem, _ index: Int) -> Bool {
        if ids.count == 1 { return true }
        guard case .analysis = item.finding else { return true }
        let anchor = Opening(item.anchor ?? "")
        let likeness = openings[index].likeness(of: anchor)
        return likeness >= 0.5
            && openings.indices.allSatisfy { $0 == index || openings[$0].likeness(of: anchor) < likeness }
    }
}
