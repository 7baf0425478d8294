using System.Diagnostics;
using System.Globalization;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Starts a run in a process of its own: the same executable at low priority, so that training neither starves circuits nor
/// takes them down with it. The child reads the same settings; those that this process was given on its command line are
/// handed on as environment variables.
/// </summary>
/// <param name="configuration">Settings to hand on.</param>
internal sealed class ChildProcess(IConfiguration configuration)
{
    private static readonly string[] Sections =
    [
        "Database",
        "ConnectionStrings",
        "Retraining",
        "Outcomes",
        "Knowledge",
        "Demo",
        "Monitoring",
        "Alerts",
        "Logging",
    ];

    /// <summary>Starts the child.</summary>
    /// <param name="runId">The run it is to execute.</param>
    /// <param name="owner">The name under which the lease was taken for it.</param>
    public Process Start(long runId, string owner)
    {
        var start = new ProcessStartInfo { UseShellExecute = false };
        foreach (var word in Command())
        {
            start.ArgumentList.Add(word);
        }

        start.FileName = start.ArgumentList[0];
        start.ArgumentList.RemoveAt(0);
        start.ArgumentList.Add("retrain");
        start.ArgumentList.Add("--run");
        start.ArgumentList.Add(runId.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add("--owner");
        start.ArgumentList.Add(owner);
        foreach (var (key, value) in Sections.SelectMany(s => configuration.GetSection(s).AsEnumerable()))
        {
            if (value is not null)
            {
                start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            }
        }

        TakeLittleMemory(start);
        return Process.Start(start) ?? throw new InvalidOperationException("The process for the run did not start.");
    }

    /// <summary>
    /// Lets the child collect garbage as a program that shares its machine should: the web application's own way keeps
    /// memory to answer fast, which training at low priority does not need. What the administrator set stays.
    /// </summary>
    internal static void TakeLittleMemory(ProcessStartInfo start)
    {
        start.Environment.TryAdd("DOTNET_gcServer", "0");
        start.Environment.TryAdd("DOTNET_gcConcurrent", "0");
        start.Environment.TryAdd("DOTNET_GCConserveMemory", "5");
    }

    // The priority must be low from the first thread on, which only a launcher can see to outside Windows.
    private static IEnumerable<string> Command()
    {
        if (!OperatingSystem.IsWindows() && File.Exists("/usr/bin/nice"))
        {
            yield return "/usr/bin/nice";
            yield return "-n";
            yield return "10";
        }

        var program = typeof(ChildProcess).Assembly.Location;
        var host = Path.ChangeExtension(program, OperatingSystem.IsWindows() ? ".exe" : null);
        if (File.Exists(host))
        {
            yield return host;
            yield break;
        }

        yield return "dotnet";
        yield return program;
    }
}
