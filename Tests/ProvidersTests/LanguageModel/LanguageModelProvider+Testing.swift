import Providers

extension LanguageModelProvider.Configuration {
    /// For tests: they say what they are about.
    static func testing(
        baseURL: String = "https://localhost/v1", key: APIKey? = nil, model: String = "openai/gpt-oss-20b",
        temperature: Double? = 0.2, maxOutputTokens: Int? = nil, systemPrompt: String? = nil,
        requestTimeout: Duration = .seconds(60), packSize: Int = 8
    ) -> Self {
        Self(
            baseURL: baseURL, key: key, model: model, temperature: temperature, maxOutputTokens: maxOutputTokens,
            systemPrompt: systemPrompt, requestTimeout: requestTimeout, packSize: packSize)
    }
}
