using System.IO.Compression;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Nightly;

/// <summary>One row that a model was judged on: an enrollment at the end of a week of a term that the model had not seen.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="EnrollmentId">The enrollment.</param>
/// <param name="ClassId">Its class.</param>
/// <param name="OrgId">The school.</param>
/// <param name="Term">Index into <see cref="JudgedRows.Terms"/>.</param>
/// <param name="Week">Week of the class, one of the horizons.</param>
/// <param name="Margin">The model's margin.</param>
/// <param name="Shown">The frequency shown, 0 to 1.</param>
/// <param name="Outcome">Whether the outcome came.</param>
/// <param name="Rules">Accepted rules that applied.</param>
internal readonly record struct JudgedRow(
    long StudentId,
    long EnrollmentId,
    long ClassId,
    long OrgId,
    int Term,
    short Week,
    double Margin,
    double Shown,
    bool Outcome,
    RuleSignals Rules
);

/// <summary>
/// What a version was judged on: the later cohort, and earlier terms foretold by models that had not seen them (the same
/// learner, fitted on the terms before, or on other students where there was none before). With one finished term a part of
/// its students stands for the later cohort; the others, from whom the model learned, are left out.
/// </summary>
/// <param name="Terms">Titles and first days, in order of time; the last is the later cohort that the gates looked at.</param>
/// <param name="Rows">All rows.</param>
internal sealed record JudgedRows(IReadOnlyList<(string Title, DateOnly Start)> Terms, IReadOnlyList<JudgedRow> Rows)
{
    private const byte Version = 2;

    // Did not say whether students or terms were kept apart.
    private const byte VersionBefore = 1;

    /// <summary>Whether there was no later term yet, so that the model is judged on other students of the term it learned from.</summary>
    public bool IsByStudent { get; init; }

    /// <summary>Takes them from a trial.</summary>
    public static JudgedRows Of(Trial trial)
    {
        var judged = trial.Test.TermOfRow.ToHashSet();
        var shown = Array.ConvertAll(trial.Earlier.Margins, trial.Model.Shown);
        (Dataset Set, double[] Margins, double[] Shown, int[] Rows)[] parts =
        [
            (
                trial.Earlier.Rows,
                trial.Earlier.Margins,
                shown,
                [.. Enumerable.Range(0, shown.Length).Where(i => !judged.Contains(trial.Earlier.Rows.TermOfRow[i]))]
            ),
            (trial.Test, trial.Margins, trial.Shown, [.. Enumerable.Range(0, trial.Margins.Length)]),
        ];
        var numbers = parts.SelectMany(p => p.Rows.Select(i => p.Set.TermOfRow[i])).Distinct().Order().ToList();
        var place = numbers.Index().ToDictionary(n => n.Item, n => n.Index);
        return new JudgedRows(
            [.. numbers.Select(n => (trial.Test.Terms[n].Title, trial.Test.Terms[n].Start))],
            [
                .. parts.SelectMany(p =>
                    p.Rows.Select(i => RowOf(p.Set, i, place[p.Set.TermOfRow[i]], p.Margins[i], p.Shown[i]))
                ),
            ]
        )
        {
            IsByStudent = trial.Earlier.Rows.TermOfRow.Any(judged.Contains),
        };
    }

    private static JudgedRow RowOf(Dataset set, int i, int term, double margin, double shown)
    {
        var row = set.Rows[i];
        return new JudgedRow(
            row.StudentId,
            row.EnrollmentId,
            row.Class.Id,
            row.Class.OrgId,
            term,
            row.Week,
            margin,
            shown,
            set.Data.Y[i] == 1,
            row.Rules
        );
    }

    /// <summary>Packs them.</summary>
    public byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(deflate))
        {
            writer.Write(Version);
            writer.Write(IsByStudent);
            writer.Write(Terms.Count);
            foreach (var (title, start) in Terms)
            {
                writer.Write(title);
                writer.Write(start.DayNumber);
            }

            writer.Write(Rows.Count);
            foreach (var row in Rows)
            {
                Write(writer, row);
            }
        }

        return packed.ToArray();
    }

    /// <summary>Unpacks what <see cref="Pack"/> made.</summary>
    /// <exception cref="InvalidDataException">It was packed by another version of the program, or is damaged.</exception>
    public static JudgedRows Unpack(byte[] content)
    {
        using var deflate = new DeflateStream(new MemoryStream(content), CompressionMode.Decompress);
        using var reader = new BinaryReader(deflate);
        var version = reader.ReadByte();
        if (version is not (Version or VersionBefore))
        {
            throw new InvalidDataException("The rows that a model was judged on were kept by another version.");
        }

        var isByStudent = version == Version && reader.ReadBoolean();
        var terms = new (string, DateOnly)[reader.ReadInt32()];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = (reader.ReadString(), DateOnly.FromDayNumber(reader.ReadInt32()));
        }

        var rows = new JudgedRow[reader.ReadInt32()];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Read(reader);
        }

        return new JudgedRows(terms, rows) { IsByStudent = isByStudent };
    }

    private static void Write(BinaryWriter writer, JudgedRow row)
    {
        writer.Write7BitEncodedInt64(row.StudentId);
        writer.Write7BitEncodedInt64(row.EnrollmentId);
        writer.Write7BitEncodedInt64(row.ClassId);
        writer.Write7BitEncodedInt64(row.OrgId);
        writer.Write7BitEncodedInt(row.Term);
        writer.Write7BitEncodedInt(row.Week);
        writer.Write(row.Margin);
        writer.Write(row.Shown);
        writer.Write(row.Outcome);
        writer.Write((short)row.Rules);
    }

    private static JudgedRow Read(BinaryReader reader) =>
        new(
            reader.Read7BitEncodedInt64(),
            reader.Read7BitEncodedInt64(),
            reader.Read7BitEncodedInt64(),
            reader.Read7BitEncodedInt64(),
            reader.Read7BitEncodedInt(),
            (short)reader.Read7BitEncodedInt(),
            reader.ReadDouble(),
            reader.ReadDouble(),
            reader.ReadBoolean(),
            (RuleSignals)reader.ReadInt16()
        );
}
