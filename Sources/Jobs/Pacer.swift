/// Keeps calls within the provider's limits before they are made: a call takes its permit before anything is leased.
package protocol Pacer: Sendable {
    /// Waits until a call of this size may be made, and takes it from the budget.
    /// - Parameter tokens: estimated prompt plus reserved output.
    func permit(tokens: Int) async throws(CancellationError) -> Permit

    /// The call turned out to be of another size: takes or gives back the difference at once.
    func resize(_ permit: Permit, to tokens: Int) -> Permit

    /// Corrects a permit by what the call really cost, once; 0 where no call was made.
    func settle(_ permit: Permit, calls: Int, tokens: Int)

    /// The provider asked for silence until this time.
    func hold(until time: Timestamp)

    /// The provider is stopped, or well again.
    func setStopped(_ stopped: Bool)

    /// What to tell clients about the time to come.
    var outlook: Outlook { get }
}

/// Leave for one provider call of a size.
package struct Permit: Hashable, Sendable {
    package let tokens: Int

    package init(tokens: Int) {
        self.tokens = tokens
    }
}
