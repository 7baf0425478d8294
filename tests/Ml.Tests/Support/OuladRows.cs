using System.Globalization;
using System.IO.Compression;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Support;

/// <summary>
/// OULAD at the end of a week, as the comparison in the design has it: enrolled by day 7w and not yet unregistered,
/// Fail or Withdrawn is positive, a score is known 14 days after submission, protected columns kept out.
/// </summary>
internal static class OuladRows
{
    private const int DaysUntilScored = 14;

    private static readonly TableSchema Schema = new([
        new Column("submitted share", ColumnKind.Numeric, Monotonicity.Decreasing),
        new Column("submitted", ColumnKind.Numeric),
        new Column("missing", ColumnKind.Numeric, Monotonicity.Increasing),
        new Column("late", ColumnKind.Numeric),
        new Column("mean days before due", ColumnKind.Numeric),
        new Column("days since last submission", ColumnKind.Numeric),
        new Column("mean score", ColumnKind.Numeric, Monotonicity.Decreasing),
        new Column("last score", ColumnKind.Numeric),
        new Column("lowest score", ColumnKind.Numeric),
        new Column("registered on", ColumnKind.Numeric),
        new Column("previous attempts", ColumnKind.Numeric),
        new Column("credits", ColumnKind.Numeric),
        new Column("education", ColumnKind.Categorical),
        new Column("module", ColumnKind.Categorical),
    ]);

    private static readonly string[] Educations =
    [
        "No Formal quals",
        "Lower Than A Level",
        "A Level or Equivalent",
        "HE Qualification",
        "Post Graduate Qualification",
    ];

    public static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "..", "shared", "data", "oulad");
            if (File.Exists(Path.Combine(folder.FullName, "EarlyWarning.sln")))
            {
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }

    public static TrainingData Load(string folder, int week, Predicate<string> presentation)
    {
        var day = week * 7;
        var due = Read(folder, "assessments.csv")
            .Where(r => r[4].Length > 0 && !string.Equals(r[3], "Exam", StringComparison.Ordinal))
            .ToDictionary(r => r[2], r => (Class: r[0] + r[1], Date: Number(r[4])), StringComparer.Ordinal);
        var dueByClass = due
            .Values.Where(a => a.Date <= day)
            .CountBy(a => a.Class, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        var submissions = Read(folder, "studentAssessment.csv.gz")
            .Where(r =>
                due.ContainsKey(r[0]) && Number(r[2]) <= day && string.Equals(r[3], "0", StringComparison.Ordinal)
            )
            .Select(r => new Submission(
                due[r[0]].Class + "/" + r[1],
                (float)(due[r[0]].Date - Number(r[2])),
                (int)Number(r[2]),
                (float)Number(r[4])
            ))
            .ToLookup(s => s.Enrollment, StringComparer.Ordinal);
        var registrations = Read(folder, "studentRegistration.csv.gz")
            .ToDictionary(
                r => r[0] + r[1] + "/" + r[2],
                r => (On: Number(r[3]), Off: Number(r[4])),
                StringComparer.Ordinal
            );
        var (x, y, students) = (new List<float>(), new List<double>(), new List<long>());
        foreach (var r in Read(folder, "studentInfo.csv.gz").Where(r => presentation(r[1])))
        {
            var enrollment = r[0] + r[1] + "/" + r[2];
            var (on, off) = registrations[enrollment];
            if (on > day || off <= day)
            {
                continue;
            }

            x.AddRange(
                Features(
                    day,
                    dueByClass.GetValueOrDefault(r[0] + r[1]),
                    [.. submissions[enrollment].OrderBy(s => s.Day)]
                )
            );
            x.AddRange([
                (float)on,
                (float)Number(r[8]),
                (float)Number(r[9]),
                Array.IndexOf(Educations, r[5]),
                r[0][0] - 'A',
            ]);
            y.Add(r[11] is "Fail" or "Withdrawn" ? 1 : 0);
            students.Add(long.Parse(r[2], CultureInfo.InvariantCulture));
        }

        return new TrainingData(new Table(Schema, [.. x]), [.. y], Groups: [.. students]);
    }

    private static float[] Features(int day, int due, Submission[] submitted)
    {
        float[] scores =
        [
            .. submitted.Where(s => s.Day + DaysUntilScored <= day && !float.IsNaN(s.Score)).Select(s => s.Score),
        ];
        return
        [
            due > 0 ? (float)submitted.Length / due : float.NaN,
            submitted.Length,
            Math.Max(0, due - submitted.Length),
            submitted.Count(s => s.DaysBeforeDue < 0),
            submitted.Length > 0 ? submitted.Average(s => s.DaysBeforeDue) : float.NaN,
            submitted.Length > 0 ? day - submitted[^1].Day : float.NaN,
            scores.Length > 0 ? scores.Average() : float.NaN,
            scores.Length > 0 ? scores[^1] : float.NaN,
            scores.Length > 0 ? scores.Min() : float.NaN,
        ];
    }

    private static double Number(string text) =>
        text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Read(string folder, string name)
    {
        using var file = File.OpenRead(Path.Combine(folder, name));
        using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            // No field of these files holds a comma or a quote.
            yield return line.Replace("\"", "", StringComparison.Ordinal).Split(',');
        }
    }

    private sealed record Submission(string Enrollment, float DaysBeforeDue, int Day, float Score);
}
