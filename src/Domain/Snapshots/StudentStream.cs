namespace EarlyWarning.Domain.Snapshots;

/// <summary>A row of a table with the student it is of: what a stream is grouped by.</summary>
/// <typeparam name="T">The row's own columns.</typeparam>
/// <param name="StudentId">The student.</param>
/// <param name="Columns">The columns that facts are made of.</param>
internal readonly record struct OfStudent<T>(long StudentId, T Columns);

/// <summary>A table read in student order, a student at a time, on the calling thread.</summary>
/// <typeparam name="T">The row's own columns.</typeparam>
/// <param name="rows">Rows in ascending order of the student.</param>
/// <param name="owner">What to dispose of at the end.</param>
internal sealed class StudentStream<T>(IEnumerable<OfStudent<T>> rows, IDisposable owner) : IDisposable
{
    private readonly IEnumerator<OfStudent<T>> _rows = rows.GetEnumerator();
    private readonly List<T> _own = [];
    private bool _hasNext;
    private bool _started;

    /// <summary>The rows of a student; students must be asked for in ascending order. The list is reused.</summary>
    public List<T> Take(long studentId)
    {
        _own.Clear();
        Start();
        while (_hasNext && _rows.Current.StudentId < studentId)
        {
            _hasNext = _rows.MoveNext();
        }

        while (_hasNext && _rows.Current.StudentId == studentId)
        {
            _own.Add(_rows.Current.Columns);
            _hasNext = _rows.MoveNext();
        }

        return _own;
    }

    /// <summary>Every student with rows, in ascending order.</summary>
    public IEnumerable<(long StudentId, List<T> Rows)> Groups()
    {
        Start();
        while (_hasNext)
        {
            var id = _rows.Current.StudentId;
            yield return (id, Take(id));
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        owner.Dispose();
    }

    private void Start()
    {
        if (!_started)
        {
            _started = true;
            _hasNext = _rows.MoveNext();
        }
    }
}
