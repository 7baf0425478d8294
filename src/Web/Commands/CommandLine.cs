using System.CommandLine;
using EarlyWarning.Web.Shared.Hosting;

namespace EarlyWarning.Web.Commands;

/// <summary>The verbs. Each is a file of this folder with a Create method; services come from one host.</summary>
internal static class CommandLine
{
    private static readonly Func<IServiceProvider, Command>[] Verbs =
    [
        DemoCommand.Create,
        ImportCommand.Create,
        RetrainCommand.Create,
        FiguresCommand.Create,
        Evaluate.EvaluateCommand.Create,
    ];

    /// <summary>Whether the first argument is a verb or asks for help.</summary>
    public static bool IsVerb(string[] args) =>
        args.Length > 0
        && args[0] is "import" or "retrain" or "demo" or "evaluate" or "figures" or "--help" or "-h" or "--version";

    /// <summary>Runs a verb. Exit code 0 on success, 1 on refusal or bad input, 2 on a wrong setting.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var services = BuildServices();
            var root = new RootCommand("EarlyWarning. Without a verb it serves the application.");
            foreach (var create in Verbs)
            {
                root.Subcommands.Add(create(services));
            }

            return await root.Parse(args).InvokeAsync();
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static ServiceProvider BuildServices()
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = Path.GetDirectoryName(typeof(CommandLine).Assembly.Location) }
        );
        builder.Services.AddEarlyWarning(builder.Configuration);
        return builder.Services.BuildServiceProvider();
    }
}
