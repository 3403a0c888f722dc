import Configuration
import Foundation
import Jobs

/// Reads settings and collects all errors in them, so that they are reported together.
struct SettingsReader {
    private let sources: ConfigReader
    private(set) var faults: [String] = []

    /// Flags take precedence over the environment, and both over the file `.env` in the working directory, if there is
    /// one.
    init(flags: [String]) {
        let flags = Self.parse(flags, &faults)
        var file: [String: String] = [:]
        do throws(EnvironmentFile.Fault) {
            file = try EnvironmentFile(path: ".env").values
        } catch {
            faults.append("\(error)")
        }
        sources = ConfigReader(providers: [
            EnvironmentVariablesProvider(environmentVariables: flags),
            EnvironmentVariablesProvider(),
            EnvironmentVariablesProvider(environmentVariables: file),
        ])
    }

    /// Only these settings, by their names.
    init(settings: [String: String]) {
        let names = Set(Setting.all.flatMap(\.names))
        faults = settings.keys.filter { !names.contains($0) }.sorted().map { "\($0) is not a setting" }
        sources = ConfigReader(providers: [EnvironmentVariablesProvider(environmentVariables: settings)])
    }

    /// Parses `--name value` and `--name=value` into values by setting name.
    private static func parse(_ arguments: [String], _ faults: inout [String]) -> [String: String] {
        let names = Dictionary(uniqueKeysWithValues: Setting.all.flatMap(\.names).map { (Setting.flag(for: $0), $0) })
        var values: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let name = names[parts[0]] else {
                faults.append("\(parts[0]) is not a setting: precis serve --help lists them")
                if parts.count == 1, rest.first?.hasPrefix("--") == false { rest.removeFirst() }
                continue
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                faults.append("\(parts[0]) needs a value")
                continue
            }
            values[name] = value
        }
        return values
    }

    /// Records each error once, although settings that all providers share are read for each of them.
    mutating func fault(_ setting: Setting, _ fault: String) {
        let line = "\(setting.name) \(fault)"
        if !faults.contains(line) { faults.append(line) }
    }

    /// The value as written, or the default; empty counts as not set.
    func text(_ setting: Setting) -> String {
        let value = value(setting.name)
        return value.isEmpty ? setting.defaultValue : value
    }

    private func value(_ name: String) -> String {
        let key = ConfigKey(name.lowercased().split(separator: "_").map(String.init))
        return Self.trimmed(sources.string(forKey: key) ?? "")
    }

    /// Removes what an editor, a file or a shell may leave around a value: blanks, line ends, a byte order mark.
    private static func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FEFF}"]))
    }

    /// A secret, from its own setting or from the file that `NAME_FILE` names; nil if neither is set.
    mutating func secret(_ setting: Setting) -> Secret? {
        let (direct, path) = (text(setting), value(setting.fileName))
        guard !path.isEmpty else { return checked(direct, setting.name) }
        guard direct.isEmpty else {
            fault(setting, "and \(setting.fileName) are both set: keep one")
            return nil
        }
        do {
            let content = Self.trimmed(try String(contentsOfFile: path, encoding: .utf8))
            if !content.isEmpty { return checked(content, setting.fileName) }
            faults.append("\(setting.fileName) names an empty file: \(path)")
        } catch {
            faults.append("\(setting.fileName) names a file that cannot be read: \(path)")
        }
        return nil
    }

    /// - Parameter source: the setting that it came from, for error messages.
    private mutating func checked(_ secret: String, _ source: String) -> Secret? {
        if secret.isEmpty { return nil }
        // Docker, for example, passes on the quotes of an environment file.
        guard !Self.isQuoted(secret) else {
            faults.append("\(source) must not have quotes around it")
            return nil
        }
        return Secret(secret)
    }

    /// Whether the text is in quotes.
    static func isQuoted(_ text: String) -> Bool {
        guard text.count > 1, let first = text.first, first == text.last else { return false }
        return first == "'" || first == "\""
    }

    /// Whether anything is given for this setting, or for its file.
    func isSet(_ setting: Setting) -> Bool {
        !text(setting).isEmpty || setting.isSecret && !value(setting.fileName).isEmpty
    }

    /// A number with or without a fraction; nil for the word `default`.
    mutating func decimalOrDefault(_ setting: Setting, in range: ClosedRange<Double>) -> Double? {
        let text = text(setting)
        if text.lowercased() == "default" { return nil }
        if let value = Double(text), range.contains(value) { return value }
        fault(setting, "must be a number, \(range.lowerBound) to \(range.upperBound), or default, not \(text)")
        return nil
    }

    /// - Parameter defaultValue: for a setting without a default in the table, because it depends on other settings.
    mutating func integer(_ setting: Setting, in range: ClosedRange<Int>, default defaultValue: Int = 0) -> Int {
        let text = text(setting)
        if text.isEmpty { return defaultValue }
        guard let value = Int(text), range.contains(value) else {
            let limit =
                range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
            fault(setting, "must be a whole number, \(limit), not \(text)")
            return defaultValue
        }
        return value
    }

    /// Nil if not set.
    func optionalText(_ setting: Setting) -> String? {
        let text = text(setting)
        return text.isEmpty ? nil : text
    }

    /// Nil if not set.
    mutating func optionalInteger(_ setting: Setting, in range: ClosedRange<Int>) -> Int? {
        text(setting).isEmpty ? nil : integer(setting, in: range)
    }

    mutating func bytes(_ setting: Setting) -> Int {
        let text = text(setting)
        let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1), ("", 1)]
        for (unit, size) in units where text.hasSuffix(unit) {
            guard let count = Int(text.dropLast(unit.count)), count > 0, count <= Int.max / size else { break }
            return count * size
        }
        fault(setting, "must be a size like 64KiB or 256MiB, not \(text)")
        return 1
    }

    mutating func duration(_ setting: Setting) -> Duration {
        let text = text(setting)
        let units: [(String, Duration)] = [
            ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
        ]
        for (unit, length) in units where text.hasSuffix(unit) {
            guard let count = Int(text.dropLast(unit.count)), count > 0, count <= 1_000_000 else { break }
            return length * count
        }
        fault(setting, "must be a duration like 50ms, 10s or 24h, not \(text)")
        return .seconds(1)
    }

    /// - Parameter choices: at least one.
    mutating func choice<Value>(_ setting: Setting, _ choices: [(String, Value)]) -> Value {
        let text = text(setting).lowercased()
        if let choice = choices.first(where: { $0.0 == text }) { return choice.1 }
        fault(setting, "must be \(choices.map(\.0).joined(separator: ", ")), not \(text)")
        return choices[0].1
    }
}
