/// The settings, except those that each provider has of its own. A default is written only here; valid values are
/// decided where a setting is read. A new setting also belongs in a section of `SettingsTable`.
extension Setting {
    static let host = Setting(
        "HOST", default: "127.0.0.1", "name or address to listen on, without the port",
        details: "IPv6 with or without brackets")
    static let port = Setting("PORT", default: "8000", "port to listen on; 0 takes a free one")
    static let allowedHosts = Setting(
        "ALLOWED_HOSTS", "further Host names to answer to, with commas between",
        details: "without port or wildcard; `localhost`, `127.0.0.1`, `[::1]` and `HOST` are always answered to")
    static let maxTextBytes = Setting(
        "MAX_TEXT_BYTES", default: "1MiB", "title, abstract and text of one submission at most")
    static let maxWait = Setting("MAX_WAIT", default: "60s", "the longest a call may wait for a result")
    static let shutdownTimeout = Setting("SHUTDOWN_TIMEOUT", default: "30s", "the longest an orderly end may take")

    static let dataDirectory = Setting(
        "DATA_DIR", default: "data", "directory of the journal", details: "made when it is not there")
    static let broker = Setting(
        "BROKER", default: "embedded", "where the queue is: embedded", details: "there is only this one")
    static let queueMaxJobs = Setting("QUEUE_MAX_JOBS", default: "10000", "unfinished jobs at most")
    static let queueMaxBytes = Setting(
        "QUEUE_MAX_BYTES", default: "1GiB", "their texts, plus 512 bytes each, at most",
        details: "must hold one text of `MAX_TEXT_BYTES`")
    static let queueMaxRequests = Setting(
        "QUEUE_MAX_REQUESTS", unset: "ten times the jobs", "unfinished requests at most",
        details: "not fewer than the jobs")
    static let leaseTTL = Setting(
        "LEASE_TTL", default: "30s", "how long a worker holds a job without a heartbeat", details: "`1s` or more")
    static let jobDeadline = Setting(
        "JOB_DEADLINE", default: "24h", "a job not done by then has failed",
        details: "counted from its submission; time in which no server ran does not count")
    static let maxAttempts = Setting("MAX_ATTEMPTS", default: "4", "failures of its own that end a job")

    static let workers = Setting(
        "WORKERS", unset: "as many as cores, or 4 over the network", "provider calls in flight")
    static let batchMaxSize = Setting(
        "BATCH_MAX_SIZE", default: "8", "texts in one provider call at most",
        details: "the built-in summariser always takes one")
    static let batchMaxWait = Setting(
        "BATCH_MAX_WAIT", default: "50ms", "how long a text waits for company while calls run",
        details: "a quarter of `LEASE_TTL` at most")
    static let batchMaxTokens = Setting(
        "BATCH_MAX_TOKENS", default: "6000", "estimated tokens in one provider call at most",
        details: "a larger text goes alone")
    static let partMaxTokens = Setting(
        "PART_MAX_TOKENS", default: "24000", "estimated tokens of a lone text's call; a longer text is read in parts",
        details: "so is one longer than the model or the limits allow")

    static let cacheMaxBytes = Setting("CACHE_MAX_BYTES", default: "64MiB", "memory for answers")
    static let cacheTTL = Setting("CACHE_TTL", default: "24h", "how long a result answers equal texts")
    static let resultTTL = Setting("RESULT_TTL", default: "24h", "how long a finished request can be asked for")
    static let resultMaxBytes = Setting(
        "RESULT_MAX_BYTES", default: "4GiB", "finished records at most; the oldest go first")
    static let redisURL = Setting(
        "REDIS_URL", unset: "nowhere", "where results are shared, `redis://[:password@]host[:port][/database]`",
        details: "with a user, `redis://user:password@host`; by a socket, `unix:///path`", isSecret: true)

    static let provider = Setting(
        "PROVIDER", unset: "groq where it has a key, else local", "who analyses: \(ProviderChoice.names)",
        details: "`local` is the built-in summariser")
    static let fallbackProviders = Setting(
        "FALLBACK_PROVIDERS", unset: "nobody", "who analyses while `PROVIDER` cannot, with commas between",
        details: "in this order, each by its own settings only")
    static let model = Setting("MODEL", unset: "its usual one", "the provider's model")
    static let baseURL = Setting("BASE_URL", unset: "its usual place", "where its API is, as `https://host/v1`")
    static let apiKey = Setting("API_KEY", "the provider's key", isSecret: true)
    static let caBundle = Setting(
        "CA_BUNDLE", unset: "the system's", "file of certificates to trust",
        details: "in PEM; there is no switch that turns verification off")
    static let temperature = Setting(
        "TEMPERATURE", default: "0.2", "how freely the model writes, 0 to 2, or `default`: as it does by itself")
    static let maxOutputTokens = Setting(
        "MAX_OUTPUT_TOKENS", unset: "the model's own limit", "tokens of output in one call at most")
    static let systemPrompt = Setting(
        "SYSTEM_PROMPT", "who the model is and how it writes, in your words",
        details: "what the form of the answer needs always follows")
    static let requestTimeout = Setting("REQUEST_TIMEOUT", default: "60s", "the longest one provider call may take")

    static let providerRPM = Setting("PROVIDER_RPM", unset: "no limit", "provider calls per minute")
    static let providerTPM = Setting(
        "PROVIDER_TPM", unset: "no limit", "provider tokens per minute", details: "the built-in summariser takes none")
    static let providerRPD = Setting("PROVIDER_RPD", unset: "no limit", "provider calls per day")
    static let providerTPD = Setting("PROVIDER_TPD", unset: "no limit", "provider tokens per day")
    static let providerConcurrency = Setting(
        "PROVIDER_CONCURRENCY", unset: "no limit", "provider calls at a time that the provider allows")

    static let throughputLogInterval = Setting(
        "THROUGHPUT_LOG_INTERVAL", default: "10s", "how often throughput is logged")
    static let logLevel = Setting(
        "LOG_LEVEL", default: "info", "trace, debug, info, notice, warning, error or critical")
    static let logFormat = Setting("LOG_FORMAT", default: "text", "text or json")
}
