/// One setting: its name in the environment, its default as it would be written, and what it does. The flag is the name
/// in lower case with dashes.
struct Setting: Sendable {
    let name: String
    let standard: String
    let help: String
    /// Never shown, and can be given as a file by the same name with `_FILE`.
    let isSecret: Bool

    init(_ name: String, _ standard: String, _ help: String, isSecret: Bool = false) {
        self.name = name
        self.standard = standard
        self.help = help
        self.isSecret = isSecret
    }

    var flag: String { "--" + name.lowercased().replacing("_", with: "-") }
    /// Names the file that holds a secret.
    var fileName: String { name + "_FILE" }

    static let host = Setting("HOST", "127.0.0.1", "name or address to listen on, without the port")
    static let port = Setting("PORT", "8000", "port to listen on; 0 takes a free one")
    static let allowedHosts = Setting("ALLOWED_HOSTS", "", "further Host names to answer to, with commas between")
    static let dataDirectory = Setting("DATA_DIR", "data", "directory of the journal")
    static let broker = Setting("BROKER", "embedded", "where the queue is: embedded")
    static let queueMaxJobs = Setting("QUEUE_MAX_JOBS", "10000", "unfinished jobs at most")
    static let queueMaxBytes = Setting("QUEUE_MAX_BYTES", "1GiB", "their texts, plus 512 bytes each, at most")
    static let queueMaxRequests = Setting("QUEUE_MAX_REQUESTS", "", "unfinished requests at most; ten times the jobs")
    static let maxTextBytes = Setting("MAX_TEXT_BYTES", "1MiB", "title, abstract and text of one submission at most")
    static let maxWait = Setting("MAX_WAIT", "60s", "the longest a call may wait for a result")
    static let leaseTTL = Setting("LEASE_TTL", "30s", "how long a worker holds a job without a heartbeat")
    static let jobDeadline = Setting("JOB_DEADLINE", "24h", "a job not done by then has failed")
    static let maxAttempts = Setting("MAX_ATTEMPTS", "4", "failures of its own that end a job")
    static let workers = Setting("WORKERS", "", "provider calls in flight; as many as cores, or 4 over the network")
    static let batchMaxSize = Setting("BATCH_MAX_SIZE", "8", "texts in one provider call at most")
    static let batchMaxWait = Setting("BATCH_MAX_WAIT", "50ms", "how long a text waits for company while calls run")
    static let batchMaxTokens = Setting("BATCH_MAX_TOKENS", "6000", "estimated tokens in one provider call at most")
    static let partMaxTokens = Setting(
        "PART_MAX_TOKENS", "24000", "estimated tokens of a lone text's call; a longer text is read in parts")
    static let cacheMaxBytes = Setting("CACHE_MAX_BYTES", "64MiB", "memory for answers")
    static let cacheTTL = Setting("CACHE_TTL", "24h", "how long a result answers equal texts")
    static let resultTTL = Setting("RESULT_TTL", "24h", "how long a finished request can be asked for")
    static let resultMaxBytes = Setting("RESULT_MAX_BYTES", "4GiB", "finished records at most; the oldest go first")
    static let redisURL = Setting(
        "REDIS_URL", "", "where results are shared, redis://[:password@]host[:port][/database]; nowhere", isSecret: true
    )
    static let provider = Setting(
        "PROVIDER", "", "who analyses: \(ProviderChoice.names); groq where it has a key, else local")
    static let fallbackProviders = Setting(
        "FALLBACK_PROVIDERS", "", "who analyses while PROVIDER cannot, with commas between; nobody")
    static let model = Setting("MODEL", "", "the provider's model; its usual one")
    static let baseURL = Setting("BASE_URL", "", "where its API is, as https://host/v1; its usual place")
    static let apiKey = Setting("API_KEY", "", "the provider's key", isSecret: true)
    static let caBundle = Setting("CA_BUNDLE", "", "file of certificates to trust; the system's")
    static let temperature = Setting(
        "TEMPERATURE", "0.2", "how freely the model writes, 0 to 2, or default: as it does by itself")
    static let maxOutputTokens = Setting(
        "MAX_OUTPUT_TOKENS", "", "tokens of output in one call at most; the model's own limit")
    static let systemPrompt = Setting("SYSTEM_PROMPT", "", "who the model is and how it writes, in your words")
    static let requestTimeout = Setting("REQUEST_TIMEOUT", "60s", "the longest one provider call may take")
    static let providerRPM = Setting("PROVIDER_RPM", "", "provider calls per minute; no limit")
    static let providerTPM = Setting("PROVIDER_TPM", "", "provider tokens per minute; no limit")
    static let providerRPD = Setting("PROVIDER_RPD", "", "provider calls per day; no limit")
    static let providerTPD = Setting("PROVIDER_TPD", "", "provider tokens per day; no limit")
    static let providerConcurrency = Setting(
        "PROVIDER_CONCURRENCY", "", "provider calls at a time that the provider allows; no limit")
    static let shutdownTimeout = Setting("SHUTDOWN_TIMEOUT", "30s", "the longest an orderly end may take")
    static let throughputLogInterval = Setting("THROUGHPUT_LOG_INTERVAL", "10s", "how often throughput is logged")
    static let logLevel = Setting("LOG_LEVEL", "info", "trace, debug, info, notice, warning, error or critical")
    static let logFormat = Setting("LOG_FORMAT", "text", "text or json")

    static let all =
        [
            host, port, allowedHosts, dataDirectory, broker, queueMaxJobs, queueMaxBytes, queueMaxRequests,
            maxTextBytes, maxWait, leaseTTL, jobDeadline, maxAttempts, workers, batchMaxSize, batchMaxWait,
            batchMaxTokens, partMaxTokens, cacheMaxBytes, cacheTTL, resultTTL, resultMaxBytes, redisURL, provider,
            fallbackProviders,
            model, baseURL, apiKey,
        ] + ofPresets + [
            caBundle, temperature, maxOutputTokens, systemPrompt, requestTimeout, providerRPM, providerTPM, providerRPD,
            providerTPD, providerConcurrency, shutdownTimeout, throughputLogInterval, logLevel, logFormat,
        ]

    /// The table for `precis serve --help`.
    static var help: String {
        all.map { setting in
            let standard = setting.standard.isEmpty ? "" : " (\(setting.standard))"
            let flag = setting.flag + String(repeating: " ", count: max(1, 28 - setting.flag.count))
            return "  \(flag)\(setting.help)\(standard)"
        }.joined(separator: "\n")
    }
}
