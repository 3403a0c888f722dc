/// One setting: its name in the environment, its default, and what it does. The texts may contain code in backticks.
struct Setting: Sendable {
    let name: String
    /// As it would be written; empty if there is none.
    let defaultValue: String
    /// What applies if there is no default and nothing is set.
    let unset: String
    /// What `precis serve --help` says.
    let help: String
    /// What documentation adds to the help.
    let details: String
    /// Never shown, and can be given in a file that the same name with `_FILE` points to.
    let isSecret: Bool

    init(
        _ name: String, default defaultValue: String = "", unset: String = "", _ help: String, details: String = "",
        isSecret: Bool = false
    ) {
        self.name = name
        self.defaultValue = defaultValue
        self.unset = unset
        self.help = help
        self.details = details
        self.isSecret = isSecret
    }

    static let all = SettingsTable.sections.flatMap(\.settings)

    /// The name of the setting that points to a file with the secret.
    var fileName: String { name + "_FILE" }
    /// The names under which it can be given.
    var names: [String] { isSecret ? [name, fileName] : [name] }
    var flag: String { Self.flag(for: name) }

    /// The name in lower case with dashes.
    static func flag(for name: String) -> String { "--" + name.lowercased().replacing("_", with: "-") }
}
