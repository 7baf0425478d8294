using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EarlyWarning.Benchmarks.Learning;

/// <summary>
/// The verb "learning": our learners and Debian's peers in turn on the same data on the same machine, with the median of
/// the ratios and their spread.
/// </summary>
internal static class LearningBenchmark
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Measured rounds.", DefaultValueFactory = _ => 5 };
        var rows = new Option<int>("--rows") { Description = "Training rows.", DefaultValueFactory = _ => 100_000 };
        var only = new Option<string[]>("--only")
        {
            Description = "Names of contests; all where none is given.",
            AllowMultipleArgumentsPerToken = true,
        };
        var python = new Option<string?>("--python") { Description = "The interpreter that has the peers." };
        var output = new Option<FileInfo?>("--out") { Description = "Where to write the figures as JSON." };
        var table = new Option<FileInfo?>("--table")
        {
            Description = "A Markdown file whose table of these contests is to be replaced.",
        };
        var command = new Command("learning", "Times our learners against scikit-learn, xgboost and torch.")
        {
            rounds,
            rows,
            only,
            python,
            output,
            table,
        };
        command.SetAction(result =>
            Run(
                result.GetValue(rounds),
                result.GetValue(rows),
                result.GetValue(only) ?? [],
                result.GetValue(python),
                result.GetValue(output),
                result.GetValue(table)
            )
        );
        return command;
    }

    private static int Run(int rounds, int rows, string[] only, string? interpreter, FileInfo? output, FileInfo? table)
    {
        var folder = Directory.CreateTempSubdirectory("earlywarning-learning-");
        try
        {
            using var python = PythonPeers.Start(interpreter, folder.FullName);
            Console.WriteLine(Describe(python));
            var all = new Contests(python, folder.FullName, rows).All;
            var unknown = only.Except(all.Keys, StringComparer.Ordinal).ToArray();
            if (unknown.Length > 0)
            {
                Console.Error.WriteLine(
                    $"There is no contest {string.Join(", ", unknown)}; there are {string.Join(", ", all.Keys)}."
                );
                return 2;
            }

            var results = new List<ContestResult>();
            foreach (
                var (name, make) in all.Where(pair =>
                    only.Length == 0 || only.Contains(pair.Key, StringComparer.Ordinal)
                )
            )
            {
                Console.WriteLine($"{name} ...");
                results.Add(ContestResult.Run(make(), python, rounds));
                Console.WriteLine(ResultTable.Line(results[^1]));
            }

            Console.WriteLine();
            Console.WriteLine(ResultTable.Of(results));
            Write(results, python, rounds, output, table);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(
        List<ContestResult> results,
        PythonPeers python,
        int rounds,
        FileInfo? output,
        FileInfo? table
    )
    {
        if (output is not null)
        {
            File.WriteAllText(output.FullName, JsonSerializer.Serialize(ToJson(results, python, rounds), Json));
        }

        if (table is not null)
        {
            ResultTable.Replace(table.FullName, $"{Describe(python)} {rounds} rounds.\n\n{ResultTable.Of(results)}");
        }
    }

    private static object ToJson(List<ContestResult> results, PythonPeers python, int rounds) =>
        new
        {
            machine = new
            {
                processors = Environment.ProcessorCount,
                system = RuntimeInformation.OSDescription,
                runtime = RuntimeInformation.FrameworkDescription,
            },
            peers = python.Versions,
            absence = python.Absence,
            rounds,
            contests = results.Select(r => new
            {
                name = r.Contest.Name,
                threads = r.Contest.Threads,
                bar = r.Contest.Bar,
                met = r.Met,
                ratio = r.Ratio,
                ratios = r.Ratios,
                ours = r.Ours,
                peers = r.Peers,
                absent = r.Absent,
            }),
        };

    private static string Describe(PythonPeers python) =>
        python.Absence is { } absence
            ? $"No peers: {absence}; install python3-sklearn and python3-xgboost for a comparison."
            : $"{Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}; peers: "
                + string.Join(", ", python.Versions.Select(pair => $"{pair.Key} {pair.Value ?? "absent"}"))
                + ".";
}
