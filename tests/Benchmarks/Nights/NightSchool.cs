using System.Diagnostics;
using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Migrations.Sqlite;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Benchmarks.Nights;

/// <summary>A demo school in a folder of its own, on which nights are run by child processes, as the application runs them.</summary>
internal sealed class NightSchool : IDbContextFactory<EarlyWarningDb>
{
    private readonly DbContextOptions<EarlyWarningDb> _options;
    private readonly DirectoryInfo _folder;
    private readonly IReadOnlyDictionary<string, string> _settings;

    /// <summary>Opens or prepares the folder.</summary>
    /// <param name="folder">Holds the database and the datasets.</param>
    /// <param name="lease">Length of a lease.</param>
    /// <param name="settings">Further settings of the children, by their environment variables.</param>
    public NightSchool(DirectoryInfo folder, TimeSpan lease, IReadOnlyDictionary<string, string>? settings = null)
    {
        folder.Create();
        _folder = folder;
        Database = Path.Combine(folder.FullName, "school.db");
        Settings = new RetrainingSettings(1, 60, 600_000)
        {
            Lease = lease,
            DatasetFolder = Path.Combine(folder.FullName, "datasets"),
        };
        _options = Provider.Options($"Data Source={Database}");
        _settings = settings ?? new Dictionary<string, string>();
    }

    /// <summary>The SQLite file.</summary>
    public string Database { get; }

    /// <summary>What parent and children agree on.</summary>
    public RetrainingSettings Settings { get; }

    /// <summary>SQLite.</summary>
    public SqliteProvider Provider { get; } = new();

    /// <summary>Asks for runs.</summary>
    public RunRequests Requests => new(this, TimeProvider.System);

    /// <summary>The lock of all nodes.</summary>
    public RunLeases Leases => new(this, Settings, TimeProvider.System);

    /// <inheritdoc />
    public EarlyWarningDb CreateDbContext() => new(_options);

    /// <summary>Makes the demo school where there is none yet.</summary>
    public async Task MakeAsync(int students, CancellationToken cancel)
    {
        if (!File.Exists(Database))
        {
            using var demo = Start(
                "demo",
                "--students",
                students.ToString(CultureInfo.InvariantCulture),
                "--out-truth",
                Path.Combine(_folder.FullName, "truth.csv")
            );
            await EndAsync(demo, "demo", cancel);
        }

        await using var db = CreateDbContext();
        await Provider.MigrateAsync(db, cancel);
    }

    /// <summary>Starts the child of a run, as <see cref="RunWorker"/> does.</summary>
    public Process StartRun(long runId) =>
        Start(
            "retrain",
            "--run",
            runId.ToString(CultureInfo.InvariantCulture),
            "--owner",
            $"benchmark {Guid.NewGuid():n}"
        );

    private Process Start(params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        start.ArgumentList.Add(typeof(RunHere).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        ChildProcess.TakeLittleMemory(start);
        start.Environment["Database__Provider"] = "Sqlite";
        start.Environment["ConnectionStrings__Sqlite"] = $"Data Source={Database}";
        start.Environment["Demo__Enabled"] = "false";
        start.Environment["Retraining__DatasetFolder"] = Settings.DatasetFolder;
        start.Environment["Retraining__LeaseSeconds"] = Settings.Lease.TotalSeconds.ToString(
            CultureInfo.InvariantCulture
        );
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The child did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => LastLine = line.Data ?? LastLine;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>The last line that a child wrote to its error stream.</summary>
    public string LastLine { get; private set; } = "";

    /// <summary>Waits for the end of a child that is to end well.</summary>
    public async Task EndAsync(Process process, string what, CancellationToken cancel)
    {
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{what} ended with code {process.ExitCode}: {LastLine}");
        }
    }
}
