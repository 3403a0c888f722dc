import HTTPTypes

extension HTTPFields {
    /// What `self[name]` answers, without the detour for fields that stand several times: most stand once or not at
    /// all.
    func value(of name: HTTPField.Name) -> String? {
        guard let index = firstIndex(where: { $0.name == name }) else { return nil }
        let isRepeated = indices[(index + 1)...].contains { self[$0].name == name }
        return isRepeated ? self[name] : self[index].value
    }
}
