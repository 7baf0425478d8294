using System.Globalization;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Demo;

/// <summary>A demo school in a database of its own, with its truth file read back.</summary>
public sealed class DemoDatabase : IAsyncDisposable
{
    private DemoDatabase(TestDatabase database, DemoOptions options, IReadOnlyList<Truth> truths)
    {
        Database = database;
        Options = options;
        Truths = truths;
    }

    public TestDatabase Database { get; }

    public DemoOptions Options { get; }

    public IReadOnlyList<Truth> Truths { get; }

    public static async Task<DemoDatabase> CreateAsync(
        int students,
        int seed,
        DateOnly today,
        DatabaseKind kind = DatabaseKind.Sqlite
    )
    {
        var database = await TestDatabase.CreateAsync(kind);
        var options = NewOptions(students, seed, today);
        await DemoSchool.GenerateAsync(database, database.Provider, options, null, CancellationToken.None);
        return new DemoDatabase(database, options, [.. Read(options.TruthPath)]);
    }

    public static DemoOptions NewOptions(int students, int seed, DateOnly today) =>
        new(students, seed, today, Path.Combine(Path.GetTempPath(), $"demo-truth-{Guid.NewGuid():n}.csv"));

    public async ValueTask DisposeAsync()
    {
        File.Delete(Options.TruthPath);
        await Database.DisposeAsync();
    }

    private static IEnumerable<Truth> Read(string path) =>
        File.ReadLines(path)
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(f => new Truth(
                long.Parse(f[0], CultureInfo.InvariantCulture),
                long.Parse(f[1], CultureInfo.InvariantCulture),
                long.Parse(f[2], CultureInfo.InvariantCulture),
                int.Parse(f[3], CultureInfo.InvariantCulture),
                DateOnly.Parse(f[4], CultureInfo.InvariantCulture),
                double.Parse(f[5], CultureInfo.InvariantCulture),
                f[6]
            ));
}

/// <summary>A line of the truth file.</summary>
public sealed record Truth(
    long EnrollmentId,
    long StudentId,
    long ClassId,
    int Term,
    DateOnly AsOf,
    double Risk,
    string Outcome
);

/// <summary>Classes of this collection read the same demo school.</summary>
[CollectionDefinition(Name)]
public sealed class DemoReaders : ICollectionFixture<SharedDemo>
{
    public const string Name = "Demo school, read only";
}

/// <summary>The demo school of 800 students, made once for the tests that only read it.</summary>
public sealed class SharedDemo : IAsyncLifetime
{
    public static readonly DateOnly Today = new(2026, 3, 18);

    private DemoDatabase? _demo;

    public DemoDatabase Demo => _demo ?? throw new InvalidOperationException("Not made yet.");

    public async ValueTask InitializeAsync() => _demo = await DemoDatabase.CreateAsync(800, 1, Today);

    public async ValueTask DisposeAsync()
    {
        if (_demo is not null)
        {
            await _demo.DisposeAsync();
        }
    }
}
