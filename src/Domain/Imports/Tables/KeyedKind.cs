using System.Linq.Expressions;
using EarlyWarning.Domain.Data;

namespace EarlyWarning.Domain.Imports.Tables;

/// <summary>How records of a type are found, keyed and compared.</summary>
/// <typeparam name="T">Entity type with one generated key.</typeparam>
internal sealed record KeyedKind<T>
    where T : class
{
    /// <summary>The records of a source.</summary>
    public required Func<EarlyWarningDb, int, IQueryable<T>> OfSource { get; init; }

    /// <summary>The source's own key; unique within it, case-sensitive.</summary>
    public required Func<T, string> Key { get; init; }

    /// <summary>The database key.</summary>
    public required Expression<Func<T, long>> Id { get; init; }

    /// <summary>Sets the database key.</summary>
    public required Action<T, long> SetId { get; init; }

    /// <summary>Columns that a re-import does not compare, the keys apart.</summary>
    public IReadOnlyList<string> NotCompared { get; init; } = [];

    /// <summary>Carries over to the incoming record what the source does not decide: (stored, incoming, today).</summary>
    public Action<T, T, DateOnly> Keep { get; init; } = (_, _, _) => { };
}
