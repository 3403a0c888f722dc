package import Jobs

/// The record of an admission of one kind; nil when it is of another.
extension Admission {
    package var admitted: RequestRecord? {
        if case .admitted(let record) = self { record } else { nil }
    }

    package var attached: RequestRecord? {
        if case .attached(let record) = self { record } else { nil }
    }

    package var cached: RequestRecord? {
        if case .cached(let record) = self { record } else { nil }
    }

    package var imported: RequestRecord? {
        if case .imported(let record) = self { record } else { nil }
    }

    package var replayed: RequestRecord? {
        if case .replayed(let record) = self { record } else { nil }
    }

    package var rejection: Rejection? {
        if case .rejected(let rejection) = self { rejection } else { nil }
    }
}
