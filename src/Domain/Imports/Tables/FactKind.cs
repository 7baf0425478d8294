using EarlyWarning.Domain.Data;

namespace EarlyWarning.Domain.Imports.Tables;

/// <summary>How versioned facts of a type are found, keyed and compared.</summary>
/// <typeparam name="T">Entity type.</typeparam>
/// <typeparam name="TKey">What the versions of one fact have in common.</typeparam>
internal sealed record FactKind<T, TKey>
    where T : class
    where TKey : struct
{
    /// <summary>All facts of this kind that a source has brought.</summary>
    public required Func<EarlyWarningDb, int, IQueryable<T>> OfSource { get; init; }

    /// <summary>The stored facts that could be versions of the given ones; may hold more.</summary>
    public required Func<IQueryable<T>, IReadOnlyList<T>, IQueryable<T>> Near { get; init; }

    /// <summary>What the versions of one fact have in common.</summary>
    public required Func<T, TKey> Key { get; init; }

    /// <summary>Order of the versions: the greatest is the latest.</summary>
    public required Func<T, long> Order { get; init; }

    /// <summary>Whether two versions say the same; what was known when is not compared.</summary>
    public required Func<T, T, bool> Same { get; init; }

    /// <summary>Makes a fact the version after another (not called for a first version).</summary>
    public required Action<T, T> Follow { get; init; }

    /// <summary>Moves the days from which a fact is known to no earlier than a day.</summary>
    public required Action<T, DateOnly> NotBefore { get; init; }

    /// <summary>Greatest database key, and how one is set; null where the key is made of other columns.</summary>
    public Func<EarlyWarningDb, CancellationToken, Task<long>>? GreatestId { get; init; }

    /// <summary>Sets the database key, where there is one.</summary>
    public Action<T, long>? SetId { get; init; }

    /// <summary>Whether a fact only takes back an earlier version, so that alone it is not stored.</summary>
    public Func<T, bool> OnlyRetracts { get; init; } = _ => false;

    /// <summary>
    /// Whether a version takes the other's place in the table because both have the same key there; else each is a row.
    /// </summary>
    public Func<T, T, bool> Replaces { get; init; } = (_, _) => false;
}
