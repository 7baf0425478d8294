using System.CommandLine;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>evaluate: the learning core on files alone.</summary>
internal static class EvaluateCommand
{
    public static Command Create(IServiceProvider services)
    {
        var command = new Command("evaluate", "Runs the learning core on files, without a school.");
        command.Subcommands.Add(EvaluateTableCommand.Create());
        command.Subcommands.Add(EvaluateSequencesCommand.Create(services.GetRequiredService<TimeProvider>()));
        return command;
    }
}
