/// A broker's settings for bounds, order and time. They are the same for every broker.
package struct BrokerPolicy: Hashable, Sendable {
    package var bounds: Bounds
    package var costs: FairOrder.Costs
    package var batch: BatchRule
    package var attempts: AttemptLimits
    /// How long a lease is valid without a heartbeat.
    package var leaseTerm: Duration
    /// How long a finished request can be queried.
    package var resultRetention: Duration
    /// How long a stored result answers new submissions.
    package var answerRetention: Duration

    package init(
        bounds: Bounds, costs: FairOrder.Costs = FairOrder.Costs(), batch: BatchRule, attempts: AttemptLimits,
        leaseTerm: Duration, resultRetention: Duration, answerRetention: Duration
    ) {
        self.bounds = bounds
        self.costs = costs
        self.batch = batch
        self.attempts = attempts
        self.leaseTerm = leaseTerm
        self.resultRetention = resultRetention
        self.answerRetention = answerRetention
    }
}
