using System.CommandLine;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands;

/// <summary>The verb "figures": makes the figures of administrators' pages anew, as the nightly run does after its scores.</summary>
internal static class FiguresCommand
{
    public static Command Create(IServiceProvider services)
    {
        var command = new Command(
            "figures",
            "Make the figures of fairness, insights, assessments, environment, effectiveness and data anew."
        );
        command.SetAction((_, cancel) => RunAsync(services, cancel));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancel)
    {
        try
        {
            await RetrainCommand.MigrateAsync(services, cancel);
            var progress = new ConsoleProgress(services.GetRequiredService<TimeProvider>());
            await services
                .GetRequiredService<RunHere>()
                .ExecuteAsync(RunKind.Figures, RunTrigger.Verb, null, progress, cancel);
            return 0;
        }
        catch (RetrainingException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
