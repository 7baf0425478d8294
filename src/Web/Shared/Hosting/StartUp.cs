using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>Something to be done between migrating and the first page, such as making the demo school.</summary>
/// <param name="Title">What is being done, in English words ("Training the first models"): a key of the texts.</param>
/// <param name="RunAsync">Does it, or returns at once where nothing is to be done; reports progress in words.</param>
internal sealed record StartUpStep(
    string Title,
    Func<IServiceProvider, IProgress<string>, CancellationToken, Task> RunAsync
);

/// <summary>
/// Brings the application up: migrate, listen, run the steps in the order they were registered, then say where it is.
/// While steps run, pages answer 503 with the progress (<see cref="GettingReadyPage"/>).
/// </summary>
internal sealed class StartUp(
    DatabaseProvider provider,
    IDbContextFactory<EarlyWarningDb> factory,
    IEnumerable<StartUpStep> steps,
    DemoMode demo,
    IServiceProvider services
) : IProgress<string>
{
    /// <summary>Whether pages may be shown.</summary>
    public bool IsReady { get; private set; }

    /// <summary>What is being done, in English: a key of the texts.</summary>
    public string Step { get; private set; } = Texts.Key("Preparing the database");

    /// <summary>How far it is, in English words, as the console says it.</summary>
    public string Progress { get; private set; } = "";

    /// <summary>Runs the application until it is stopped; the exit code is 1 where a step failed.</summary>
    public async Task<int> RunAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        await MigrateAsync(stopping);
        await app.StartAsync(stopping);
        try
        {
            await RunStepsAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is not SettingsException)
        {
            app.Logger.LogCritical(
                e,
                "Starting stopped at the step \"{Step}\". Nothing was left half written; mend the cause and start again.",
                Step
            );
            await app.StopAsync(CancellationToken.None);
            return 1;
        }

        await Announcement.WriteAsync(app, Address(app), stopping);
        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    /// <inheritdoc />
    public void Report(string value)
    {
        if (Progress.Length == 0)
        {
            // A step that finds nothing to do is not worth a line.
            Console.WriteLine(Step);
        }

        Progress = value;
        Console.WriteLine($"  {value}");
    }

    private async Task MigrateAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await provider.MigrateAsync(db, cancel);
        await demo.RefuseMixAsync(factory, cancel);
    }

    private async Task RunStepsAsync(CancellationToken cancel)
    {
        foreach (var step in steps)
        {
            (Step, Progress) = (step.Title, "");
            await using var scope = services.CreateAsyncScope();
            await step.RunAsync(scope.ServiceProvider, this, cancel);
        }

        IsReady = true;
    }

    private static string Address(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        return addresses?.FirstOrDefault()?.Replace("[::]", "localhost", StringComparison.Ordinal).TrimEnd('/')
            ?? "http://localhost";
    }
}

/// <summary>The steps of a start, in order.</summary>
internal static class StartUpSteps
{
    /// <summary>Registers the steps. The order here is the order in which they run.</summary>
    public static void AddStartUpSteps(this IServiceCollection services)
    {
        services.AddSingleton(new StartUpStep(Texts.Key("Making the demo school"), DemoSchoolStep.RunAsync));
        services.AddSingleton(
            new StartUpStep(Texts.Key("Writing the demo's history of support"), DemoSupportStep.RunAsync)
        );
        services.AddSingleton(new StartUpStep(Texts.Key("Training the first models"), FirstScoresStep.RunAsync));
        services.AddSingleton(new StartUpStep(Texts.Key("Preparing the demo sign-ins"), DemoAccounts.CreateAsync));
    }
}
