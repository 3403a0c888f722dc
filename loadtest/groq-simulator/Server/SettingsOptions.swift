import ArgumentParser
import GroqSimulator

/// The settings as flags.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The limits of a plan: none, free or developer.", valueName: "plan"))
    var plan = RateLimits.Plan.none

    @Option(help: ArgumentHelp("Requests per minute, beside or instead of the plan's.", valueName: "requests"))
    var rpm: Int?

    @Option(help: ArgumentHelp("Requests per day.", valueName: "requests"))
    var rpd: Int?

    @Option(help: ArgumentHelp("Tokens per minute.", valueName: "tokens"))
    var tpm: Int?

    @Option(help: ArgumentHelp("Tokens per day.", valueName: "tokens"))
    var tpd: Int?

    @Option(help: "How limits are refilled: continuous, fixed or sliding.")
    var refill = Refill.continuous

    @Option(help: "What each call takes; 20ms by default.", transform: Duration.init(argument:))
    var callLatency: Duration?

    @Option(help: "What each token of the prompt takes; nothing by default.", transform: Duration.init(argument:))
    var inputTokenLatency: Duration?

    @Option(help: "What each token of the answer takes; 0.05ms by default.", transform: Duration.init(argument:))
    var outputTokenLatency: Duration?

    @Option(help: "How much longer or shorter calls take; 0.1, ten per cent, by default.")
    var jitter: Double?

    @Option(
        help: ArgumentHelp(
            "Which share of the calls goes wrong, and how: 429=0.1,cut=0.05. Kinds: "
                + FaultKind.allCases.map(\.rawValue).joined(separator: ", "), valueName: "kind=share,..."))
    var fault: [String] = []

    @Option(help: "What the 429 of a fault says; 2s by default.", transform: Duration.init(argument:))
    var faultRetryAfter: Duration?

    @Option(help: "How many times longer slow calls take; 10 by default.")
    var slowFactor: Double?

    @Option(help: "How long calls hang at most; 10m by default.", transform: Duration.init(argument:))
    var hangLimit: Duration?

    @Option(
        help: ArgumentHelp(
            "How many times as many tokens as usual a script counts: alphabets=1.8,digits=0.6. Scripts: "
                + Tokenizer.Script.allCases.map(\.rawValue).joined(separator: ", "), valueName: "script=factor,..."))
    var tokens: [String] = []

    @Flag(inversion: .prefixedNo, help: "Let texts order faults, as in fault:truncated.")
    var marks = true

    @Option(help: "The only key that is accepted; any by default.")
    var key: String?

    @Option(help: ArgumentHelp("The models there are.", valueName: "id,..."))
    var models: String?

    /// Throws what is wrong with the flags.
    func settings() throws -> Settings {
        var settings = Settings()
        settings.limits = limits
        settings.latency = latency
        settings.key = key
        if let models { settings.models = models.split(separator: ",").map { Model(id: String($0)) } }
        do {
            settings.faults = try faults()
            settings.tokenizer = try tokenizer()
            try settings.check()
        } catch let error as SettingsError {
            throw ValidationError(error.description)
        }
        return settings
    }

    private var limits: RateLimits {
        var limits = RateLimits(plan: plan)
        limits.requestsPerMinute = rpm ?? limits.requestsPerMinute
        limits.requestsPerDay = rpd ?? limits.requestsPerDay
        limits.tokensPerMinute = tpm ?? limits.tokensPerMinute
        limits.tokensPerDay = tpd ?? limits.tokensPerDay
        limits.refill = refill
        return limits
    }

    private var latency: Latency {
        var latency = Latency()
        latency.perCall = callLatency ?? latency.perCall
        latency.perInputToken = inputTokenLatency ?? latency.perInputToken
        latency.perOutputToken = outputTokenLatency ?? latency.perOutputToken
        latency.jitter = jitter ?? latency.jitter
        return latency
    }

    private func tokenizer() throws -> Tokenizer {
        var tokenizer = Tokenizer()
        for (name, factor) in try Self.pairs(tokens, of: "a script with its factor") {
            tokenizer.factors[try Tokenizer.Script(named: name)] = factor
        }
        return tokenizer
    }

    private func faults() throws -> Faults {
        var faults = Faults()
        for (name, rate) in try Self.pairs(fault, of: "a fault with its share") {
            faults.rates[try FaultKind(named: name)] = rate
        }
        faults.retryAfter = faultRetryAfter ?? faults.retryAfter
        faults.slowFactor = slowFactor ?? faults.slowFactor
        faults.hangLimit = hangLimit ?? faults.hangLimit
        faults.readsMarks = marks
        return faults
    }

    /// What `name=1.5,name=0.5` says, in one argument or several.
    private static func pairs(_ arguments: [String], of kind: String) throws -> [(name: String, value: Double)] {
        try arguments.flatMap { $0.split(separator: ",") }.map { part in
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let value = Double(pair[1]) else {
                throw ValidationError("not \(kind): \(part)")
            }
            return (String(pair[0]), value)
        }
    }
}

extension RateLimits.Plan: ExpressibleByArgument {}
extension Refill: ExpressibleByArgument {}

extension Duration {
    /// A number with its unit: 0.05ms, 2s.
    fileprivate init(argument: String) throws {
        let units: [(String, Duration)] = [
            ("us", .microseconds(1)), ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)),
            ("h", .seconds(3600)),
        ]
        let number = argument.prefix { $0.isNumber || $0 == "." }
        guard let count = Double(number),
            let unit = units.first(where: { $0.0 == argument.dropFirst(number.count) })?.1
        else { throw ValidationError("not a duration such as 50ms or 2s: \(argument)") }
        do {
            self = try Duration(count, unit: unit)
        } catch {
            throw ValidationError(error.description)
        }
    }
}
