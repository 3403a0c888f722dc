package import Analysis

/// A provider that is ready for calls.
package struct ConfiguredProvider: Sendable {
    let provider: any Provider
    /// What its answers depend on.
    let profile: AnalysisProfile
    /// Identifies the limits that its calls count against; nil if there are none to share.
    let limitsScope: String?

    package init(_ provider: any Provider, _ profile: AnalysisProfile, limitsScope: String? = nil) {
        self.provider = provider
        self.profile = profile
        self.limitsScope = limitsScope
    }
}

extension ServerConfiguration {
    /// Makes the provider, then its fallbacks, in order. Throws one line if certificates cannot be read.
    package func makeProviders() throws -> [ConfiguredProvider] {
        try ([provider] + fallbacks).map { try $0.make(for: self) }
    }
}
