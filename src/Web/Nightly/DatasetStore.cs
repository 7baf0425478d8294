using System.Security.Cryptography;
using System.Text.Json;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Nightly;

/// <summary>Everything a tournament learns from, apart from the school's database, so that it can be repeated.</summary>
/// <param name="AsOf">What was known by the end of this day went in.</param>
/// <param name="FeatureNames">Names of the features in the order of the values, separated by line feeds.</param>
/// <param name="Terms">Terms in order.</param>
/// <param name="TermOfSession">Number of a session's term.</param>
/// <param name="ShownClasses">Classes of a term on show, whose outcomes no model in service may know.</param>
/// <param name="Budget">What the tournament may spend, which decides its champion as much as the rows do.</param>
/// <param name="Rows">Labelled snapshots.</param>
internal sealed record TrainingSet(
    DateOnly AsOf,
    string FeatureNames,
    IReadOnlyList<Term> Terms,
    IReadOnlyDictionary<long, int> TermOfSession,
    IReadOnlySet<long> ShownClasses,
    TournamentBudget Budget,
    IReadOnlyList<SnapshotRow> Rows
);

/// <summary>
/// Keeps what models were trained on, each dataset in a file named by the SHA-256 of its content, so that a model can be
/// made again bit for bit. Files hold keys and numbers, no names; they are readable by the owner only and removed after the
/// days of the setting. Longer than most because what is written and what is read must be seen side by side.
/// </summary>
/// <param name="settings">Folder and days.</param>
/// <param name="time">The clock.</param>
internal sealed class DatasetStore(RetrainingSettings settings, TimeProvider time)
{
    private const string Magic = "EWDS3";
    private const string Extension = ".ewd";

    /// <summary>Writes a dataset and removes those that are too old; what is there already is not written again.</summary>
    /// <returns>The hash of its content.</returns>
    public string Save(TrainingSet set, CancellationToken cancel)
    {
        Directory.CreateDirectory(settings.DatasetFolder);
        RemoveOld();
        var unfinished = Path.Combine(settings.DatasetFolder, $"{Guid.NewGuid():n}.part");
        try
        {
            var hash = Write(set, unfinished, cancel);
            File.Move(unfinished, PathOf(hash), overwrite: true);
            return hash;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Whether a dataset is kept here.</summary>
    public bool Has(string? hash) => hash is not null && File.Exists(PathOf(hash));

    /// <summary>Reads a dataset.</summary>
    /// <exception cref="RetrainingException">It is not there, or was altered.</exception>
    public TrainingSet Load(string hash, CancellationToken cancel)
    {
        if (!Has(hash))
        {
            throw new RetrainingException(
                $"The dataset {hash[..12]} is not in {settings.DatasetFolder}: it was removed after "
                    + $"{settings.DatasetDays} days (Retraining:DatasetDays), or made on another node. Retrain instead."
            );
        }

        using var sha = SHA256.Create();
        using var file = File.OpenRead(PathOf(hash));
        using var unpacked = new System.IO.Compression.ZLibStream(
            file,
            System.IO.Compression.CompressionMode.Decompress
        );
        using var hashed = new CryptoStream(unpacked, sha, CryptoStreamMode.Read);
        try
        {
            var set = Read(new BinaryReader(new BufferedStream(hashed, 1 << 16)), cancel);
            hashed.CopyTo(Stream.Null);
            if (Convert.ToHexStringLower(sha.Hash!) == hash)
            {
                return set;
            }
        }
        catch (Exception e)
            when (e is InvalidDataException or EndOfStreamException or ArgumentException or JsonException)
        {
            throw Altered(hash, e);
        }

        throw Altered(hash, null);
    }

    private static RetrainingException Altered(string hash, Exception? inner) =>
        new($"The dataset {hash[..12]} is damaged: its content does not fit its name. Retrain instead.", inner);

    private string PathOf(string hash) => Path.Combine(settings.DatasetFolder, hash + Extension);

    private void RemoveOld()
    {
        var oldest = time.GetUtcNow().UtcDateTime.AddDays(-settings.DatasetDays);
        foreach (var file in Directory.EnumerateFiles(settings.DatasetFolder))
        {
            var isOld = file.EndsWith(Extension, StringComparison.Ordinal) && File.GetLastWriteTimeUtc(file) < oldest;
            if (isOld || (file.EndsWith(".part", StringComparison.Ordinal) && IsAbandoned(file)))
            {
                File.Delete(file);
            }
        }
    }

    // Whoever still writes it holds it open.
    private static bool IsAbandoned(string file)
    {
        try
        {
            using var opened = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Write(TrainingSet set, string path, CancellationToken cancel)
    {
        using var sha = SHA256.Create();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(path, options))
        using (var packed = new System.IO.Compression.ZLibStream(file, System.IO.Compression.CompressionLevel.Fastest))
        using (var hashed = new CryptoStream(packed, sha, CryptoStreamMode.Write))
        using (var writer = new BinaryWriter(new BufferedStream(hashed, 1 << 16)))
        {
            Write(writer, set, cancel);
        }

        // On the disk before it gets its name: a machine that loses power leaves no half dataset under a whole one's.
        using (var written = new FileStream(path, FileMode.Open, FileAccess.ReadWrite))
        {
            written.Flush(flushToDisk: true);
        }

        return Convert.ToHexStringLower(sha.Hash!);
    }

    private static void Write(BinaryWriter writer, TrainingSet set, CancellationToken cancel)
    {
        writer.Write(Magic);
        writer.Write(set.AsOf.DayNumber);
        writer.Write(set.FeatureNames);
        writer.Write(JsonSerializer.Serialize(set.Budget));
        writer.Write(set.Terms.Count);
        foreach (var term in set.Terms)
        {
            writer.Write(term.Number);
            writer.Write(term.Title);
            writer.Write(term.Start.DayNumber);
        }

        writer.Write(set.TermOfSession.Count);
        foreach (var (session, term) in set.TermOfSession.OrderBy(t => t.Key))
        {
            writer.Write(session);
            writer.Write(term);
        }

        var classes = set.Rows.Select(r => r.Class).DistinctBy(c => c.Id).OrderBy(c => c.Id).ToList();
        writer.Write(classes.Count);
        foreach (var book in classes)
        {
            Write(writer, book, set.ShownClasses.Contains(book.Id));
        }

        writer.Write(set.Rows.Count);
        foreach (var row in set.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            Write(writer, row);
        }
    }

    private static void Write(BinaryWriter writer, ClassBook book, bool isShown)
    {
        writer.Write(book.Id);
        writer.Write(book.OrgId);
        writer.Write(book.CourseId);
        writer.Write(book.SessionId);
        writer.Write(book.Start);
        writer.Write(book.End);
        writer.Write(isShown);
    }

    private static void Write(BinaryWriter writer, SnapshotRow row)
    {
        var outcome = row.Outcome!.Value;
        writer.Write(row.EnrollmentId);
        writer.Write(row.StudentId);
        writer.Write(row.Class.Id);
        writer.Write(row.Week);
        writer.Write(row.AsOf);
        writer.Write(row.HoldsEnough);
        writer.Write((short)row.Rules);
        writer.Write(outcome.Version);
        writer.Write((byte)outcome.Kind);
        writer.Write(outcome.FinalScore);
        writer.Write(outcome.DecidedOn);
        writer.Write(outcome.KnownFrom);
        writer.Write(row.NextMark);
        Write(writer, row.Values);
        writer.Write(row.Weekly is not null);
        if (row.Weekly is { } weekly)
        {
            Write(writer, weekly);
        }
    }

    private static void Write(BinaryWriter writer, float[] values)
    {
        writer.Write(values.Length);
        foreach (var value in values)
        {
            writer.Write(value);
        }
    }

    private static TrainingSet Read(BinaryReader reader, CancellationToken cancel)
    {
        if (reader.ReadString() != Magic)
        {
            throw new InvalidDataException("Not a dataset of this version.");
        }

        var asOf = DateOnly.FromDayNumber(reader.ReadInt32());
        var names = reader.ReadString();
        var budget =
            JsonSerializer.Deserialize<TournamentBudget>(reader.ReadString())
            ?? throw new InvalidDataException("No budget of the tournament.");
        var terms = Many(reader, r => new Term(r.ReadInt32(), r.ReadString(), DateOnly.FromDayNumber(r.ReadInt32())));
        var termOf = Many(reader, r => (Session: r.ReadInt64(), Term: r.ReadInt32()));
        var classes = Many(reader, ReadClass);
        var books = classes.ToDictionary(c => c.Book.Id, c => c.Book);
        var rows = Many(
            reader,
            r =>
            {
                cancel.ThrowIfCancellationRequested();
                return ReadRow(r, books);
            }
        );
        return new TrainingSet(
            asOf,
            names,
            terms,
            termOf.ToDictionary(t => t.Session, t => t.Term),
            classes.Where(c => c.IsShown).Select(c => c.Book.Id).ToHashSet(),
            budget,
            rows
        );
    }

    private static List<T> Many<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var count = reader.ReadInt32();
        var items = new List<T>();
        for (var i = 0; i < count; i++)
        {
            items.Add(read(reader));
        }

        return items;
    }

    private static (ClassBook Book, bool IsShown) ReadClass(BinaryReader reader) =>
        (
            new ClassBook
            {
                Id = reader.ReadInt64(),
                OrgId = reader.ReadInt64(),
                CourseId = reader.ReadInt64(),
                SessionId = reader.ReadInt64(),
                Start = reader.ReadInt32(),
                End = reader.ReadInt32(),
            },
            reader.ReadBoolean()
        );

    private static SnapshotRow ReadRow(BinaryReader reader, Dictionary<long, ClassBook> classes)
    {
        var enrollment = reader.ReadInt64();
        var student = reader.ReadInt64();
        var book = classes.TryGetValue(reader.ReadInt64(), out var found)
            ? found
            : throw new InvalidDataException("A row of a class that is not listed.");
        var (week, asOf, holdsEnough) = (reader.ReadInt16(), reader.ReadInt32(), reader.ReadBoolean());
        var rules = (RuleSignals)reader.ReadInt16();
        var outcome = new OutcomeFact(
            enrollment,
            reader.ReadInt16(),
            (OutcomeKind)reader.ReadByte(),
            reader.ReadDouble(),
            reader.ReadInt32(),
            reader.ReadInt32()
        );
        var next = reader.ReadSingle();
        return new SnapshotRow(enrollment, student, book, week, asOf, holdsEnough, rules, ReadValues(reader), outcome)
        {
            NextMark = next,
            Weekly = reader.ReadBoolean() ? ReadValues(reader) : null,
        };
    }

    private static float[] ReadValues(BinaryReader reader)
    {
        var values = new float[reader.ReadInt32()];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadSingle();
        }

        return values;
    }
}
