using EarlyWarning.Web.Identity;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>What the console says when the application is ready.</summary>
internal static class Announcement
{
    public static async Task WriteAsync(WebApplication app, string address, CancellationToken cancel)
    {
        Console.WriteLine();
        Console.WriteLine($"EarlyWarning is ready at {address}");
        if (app.Services.GetRequiredService<DemoMode>().Enabled)
        {
            Console.WriteLine($"Demo sign-ins, all with the password {DemoAccounts.Password}");
            foreach (var email in DemoAccounts.Emails)
            {
                Console.WriteLine($"  {email}");
            }

            return;
        }

        await using var scope = app.Services.CreateAsyncScope();
        var setUp = scope.ServiceProvider.GetRequiredService<SetUp>();
        if (await setUp.CreateTokenAsync(cancel) is { } token)
        {
            Console.WriteLine(
                "There is no account yet. Make the first administrator's within 24 hours; the link works once:"
            );
            Console.WriteLine($"  {address}/setup?token={token}");
        }
    }
}
