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
/// learner, fitted on the terms before).
/// </summary>
/// <param name="Terms">Titles and first days, in order of time; the last is the later cohort that the gates looked at.</param>
/// <param name="Rows">All rows.</param>
internal sealed record JudgedRows(IReadOnlyList<(string Title, DateOnly Start)> Terms, IReadOnlyList<JudgedRow> Rows)
{
    private const byte Version = 1;

    /// <summary>Takes them from a trial.</summary>
    public static JudgedRows Of(Trial trial)
    {
        var parts = new[]
        {
            (
                trial.Earlier.Rows,
                trial.Earlier.Margins,
                Shown: Array.ConvertAll(trial.Earlier.Margins, trial.Model.Shown)
            ),
            (trial.Test, trial.Margins, trial.Shown),
        };
        var numbers = parts.SelectMany(p => p.Item1.TermOfRow).Distinct().Order().ToList();
        var place = numbers.Index().ToDictionary(n => n.Item, n => n.Index);
        return new JudgedRows(
            [.. numbers.Select(n => (trial.Test.Terms[n].Title, trial.Test.Terms[n].Start))],
            [
                .. parts.SelectMany(p =>
                    p.Item1.Rows.Select(
                        (r, i) =>
                            new JudgedRow(
                                r.StudentId,
                                r.EnrollmentId,
                                r.Class.Id,
                                r.Class.OrgId,
                                place[p.Item1.TermOfRow[i]],
                                r.Week,
                                p.Item2[i],
                                p.Shown[i],
                                p.Item1.Data.Y[i] == 1,
                                r.Rules
                            )
                    )
                ),
            ]
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
        if (reader.ReadByte() != Version)
        {
            throw new InvalidDataException("The rows that a model was judged on were kept by another version.");
        }

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

        return new JudgedRows(terms, rows);
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
