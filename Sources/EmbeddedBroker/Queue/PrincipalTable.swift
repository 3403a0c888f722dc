import Jobs

/// Numbers for the principals of unfinished work, so that a ticket holds four bytes instead of a name. Entries are
/// never removed: there are at most as many principals as configured keys.
struct PrincipalTable: Sendable {
    private var numbers: [Principal: UInt32] = [:]
    private var principals: [Principal] = []

    mutating func number(of principal: Principal) -> UInt32 {
        if let number = numbers[principal] { return number }
        let number = UInt32(principals.count)
        numbers[principal] = number
        principals.append(principal)
        return number
    }

    subscript(number: UInt32) -> Principal { principals[Int(number)] }
}
