using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>A table read in student order, a student at a time.</summary>
internal sealed class StudentStream<T>(
    EarlyWarningDb db,
    IQueryable<T> rows,
    Func<T, long> student,
    CancellationToken cancel
) : IAsyncDisposable
    where T : class
{
    private readonly IAsyncEnumerator<T> _rows = rows.AsAsyncEnumerable().GetAsyncEnumerator(cancel);
    private readonly List<T> _own = [];
    private T? _next;
    private bool _started;

    /// <summary>The rows of a student; students must be asked for in ascending order. The list is reused.</summary>
    public async ValueTask<List<T>> TakeAsync(long studentId)
    {
        _own.Clear();
        await StartAsync();
        while (_next is not null && student(_next) < studentId)
        {
            await MoveAsync();
        }

        while (_next is not null && student(_next) == studentId)
        {
            _own.Add(_next);
            await MoveAsync();
        }

        return _own;
    }

    /// <summary>Every student with rows, in ascending order.</summary>
    public async IAsyncEnumerable<(long StudentId, List<T> Rows)> GroupsAsync()
    {
        await StartAsync();
        while (_next is not null)
        {
            var id = student(_next);
            yield return (id, await TakeAsync(id));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        await db.DisposeAsync();
    }

    private async ValueTask StartAsync()
    {
        if (!_started)
        {
            _started = true;
            await MoveAsync();
        }
    }

    private async ValueTask MoveAsync() => _next = await _rows.MoveNextAsync() ? _rows.Current : null;
}
