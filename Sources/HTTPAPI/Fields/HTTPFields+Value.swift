import HTTPTypes

extension HTTPFields {
    /// The same as `self[name]`, but faster for a field that occurs at most once, as most do.
    func value(of name: HTTPField.Name) -> String? {
        guard let index = firstIndex(where: { $0.name == name }) else { return nil }
        let isRepeated = indices[(index + 1)...].contains { self[$0].name == name }
        return isRepeated ? self[name] : self[index].value
    }
}
