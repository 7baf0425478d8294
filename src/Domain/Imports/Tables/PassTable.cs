namespace EarlyWarning.Domain.Imports.Tables;

/// <summary>A table being filled by an import.</summary>
internal abstract class PassTable
{
    /// <summary>Rows gathered before they are written together.</summary>
    protected const int BatchSize = 10_000;

    private long _applied;

    /// <summary>Looks up what the table already holds.</summary>
    public abstract Task LoadAsync();

    /// <summary>Writes what was gathered.</summary>
    public abstract Task FlushAsync();

    /// <summary>Rows added or changed since this was last asked.</summary>
    public long TakeApplied()
    {
        var applied = _applied;
        _applied = 0;
        return applied;
    }

    protected void CountApplied(long rows) => _applied += rows;
}
