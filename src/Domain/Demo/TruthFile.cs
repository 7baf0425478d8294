using System.Globalization;

namespace EarlyWarning.Domain.Demo;

/// <summary>
/// The side file with what no record says: the true risk of every enrollment. CSV with the columns enrollmentId, studentId,
/// classId, term (0 to 3), asOf, trueRisk (probability of not passing, given everything drawn by the end of asOf) and
/// outcome (empty while unknown).
/// </summary>
internal sealed class TruthFile : IAsyncDisposable
{
    private readonly StreamWriter _writer;

    public TruthFile(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        _writer = new StreamWriter(path, append: false) { NewLine = "\n" };
        _writer.WriteLine("enrollmentId,studentId,classId,term,asOf,trueRisk,outcome");
    }

    public async Task WriteAsync(IEnumerable<DemoTruth> lines, CancellationToken cancel)
    {
        foreach (var line in lines)
        {
            cancel.ThrowIfCancellationRequested();
            await _writer.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{line.EnrollmentId},{line.StudentId},{line.ClassId},{line.Term},{line.AsOf:yyyy-MM-dd},{line.Risk:0.0000},{line.Outcome}"
                )
            );
        }
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
