import Analysis
package import Jobs

extension Sequence<Lease> {
    /// Whose leases they are.
    package var texts: [String] { map(\.text) }
}

extension Lease {
    package var text: String { AnalysisWork(payload)?.document.text ?? "" }
}
