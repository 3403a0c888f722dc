/// Days and their seconds, as the dates in headers count them.
enum CalendarDay {
    /// Days since the Unix epoch. Years begin in March here, so that the leap day is the last (Fliegel and Van
    /// Flandern, Communications of the ACM 11, 1968). Nil for what no calendar has.
    static func number(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard 1970...9999 ~= year, 1...12 ~= month, 1...31 ~= day else { return nil }
        let year = month > 2 ? year : year - 1
        let month = month > 2 ? month - 3 : month + 9
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469
    }

    static func seconds(_ hour: Int, _ minute: Int, _ second: Int) -> Int? {
        guard 0..<24 ~= hour, 0..<60 ~= minute, 0...60 ~= second else { return nil }
        return hour * 3600 + minute * 60 + second
    }
}
