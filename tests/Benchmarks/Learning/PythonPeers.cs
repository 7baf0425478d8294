using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EarlyWarning.Benchmarks.Learning;

/// <summary>What one contestant did in one round.</summary>
/// <param name="Seconds">Wall time.</param>
/// <param name="Quality">AUC, or the largest additivity error of explanations; null where there is none.</param>
internal sealed record Run(double Seconds, double? Quality);

/// <summary>A Python process that runs the peers on demand, so that they and our learners can take turns.</summary>
internal sealed class PythonPeers : IDisposable
{
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3"];

    private readonly Process? _process;

    private PythonPeers(Process? process, IReadOnlyDictionary<string, string?> versions, string? absence)
    {
        _process = process;
        Versions = versions;
        Absence = absence;
    }

    /// <summary>Package to version; null where it is not installed.</summary>
    public IReadOnlyDictionary<string, string?> Versions { get; }

    /// <summary>Why there are no peers at all; null where there are some.</summary>
    public string? Absence { get; }

    /// <summary>Starts the first interpreter that has a peer installed.</summary>
    /// <param name="interpreter">The one to use; null tries Debian's.</param>
    /// <param name="folder">Where the data files are.</param>
    public static PythonPeers Start(string? interpreter, string folder)
    {
        PythonPeers? last = null;
        foreach (var candidate in interpreter is null ? Interpreters : [interpreter])
        {
            last?.Dispose();
            last = TryStart(candidate, folder);
            if (last.Versions.GetValueOrDefault("sklearn") is not null)
            {
                return last;
            }
        }

        return last!;
    }

    /// <summary>Has one thing done.</summary>
    /// <exception cref="InvalidOperationException">The peer failed; the message says how.</exception>
    public Run Do(JsonObject task)
    {
        _process!.StandardInput.WriteLine(task.ToJsonString());
        _process.StandardInput.Flush();
        var line =
            _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException(
                "The Python peers ended without an answer; see their message above."
            );
        var answer = JsonNode.Parse(line)!;
        if (answer["fault"] is { } fault)
        {
            throw new InvalidOperationException($"The peer failed: {fault}");
        }

        var quality = answer["auc"] ?? answer["error"];
        return new Run(answer["seconds"]!.GetValue<double>(), quality?.GetValue<double>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            _process.WaitForExit(5_000);
            _process.Dispose();
        }
    }

    private static PythonPeers TryStart(string interpreter, string folder)
    {
        var start = new ProcessStartInfo(interpreter)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Learning", "peers.py"));
        start.ArgumentList.Add(folder);
        try
        {
            var process = Process.Start(start)!;
            var line = process.StandardOutput.ReadLine();
            return line is null
                ? new PythonPeers(null, new Dictionary<string, string?>(StringComparer.Ordinal), $"{interpreter} ended")
                : new PythonPeers(process, JsonSerializer.Deserialize<Dictionary<string, string?>>(line)!, null);
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            var reason = string.Create(
                CultureInfo.InvariantCulture,
                $"{interpreter} cannot be started: {fault.Message}"
            );
            return new PythonPeers(null, new Dictionary<string, string?>(StringComparer.Ordinal), reason);
        }
    }
}
