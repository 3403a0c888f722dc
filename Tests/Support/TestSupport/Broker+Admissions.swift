package import Jobs

extension Broker {
    /// Submits several, none of which fails.
    package func admissions(of submissions: [Submission]) async throws(BrokerError) -> [Admission] {
        var admissions: [Admission] = []
        for result in await submit(submissions) { admissions.append(try result.get()) }
        return admissions
    }
}
