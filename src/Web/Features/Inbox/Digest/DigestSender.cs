using EarlyWarning.Web.Shared.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EarlyWarning.Web.Features.Inbox.Digest;

/// <summary>Looks every minute whether letters are due, and less often while they do not leave.</summary>
/// <param name="send">Sends.</param>
/// <param name="settings">Whether to work at all.</param>
/// <param name="startUp">Nothing is sent before the application is ready.</param>
/// <param name="server">Its address, for links while developing.</param>
/// <param name="environment">Whether this is development.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives how many were sent and what went wrong; never a name or an address.</param>
internal sealed class DigestSender(
    SendDigests send,
    DigestSettings settings,
    StartUp startUp,
    IServer server,
    IHostEnvironment environment,
    TimeProvider time,
    ILogger<DigestSender> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Enabled || settings.Schedule is null)
        {
            return;
        }

        if (!send.IsSet)
        {
            logger.LogInformation("No weekly letters are sent: neither Alerts:Smtp:Host nor Alerts:Folder is set.");
            return;
        }

        var pause = Pause;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken);
            try
            {
                var sent = startUp.IsReady ? await send.SendAsync(Address(), stoppingToken) : 0;
                pause = sent >= 0 ? Pause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, 2 * pause.Ticks));
                if (sent > 0)
                {
                    logger.LogInformation("{Count} weekly letters were sent.", sent);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Rows of letters say which were dealt with; the next look goes on.
                logger.LogError(e, "Weekly letters could not be sent; trying again.");
            }
        }
    }

    // Behind a proxy the server does not know the address that people open.
    private Uri? Address()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return
            environment.IsDevelopment()
            && Uri.TryCreate(
                address?.Replace("[::]", "localhost", StringComparison.Ordinal),
                UriKind.Absolute,
                out var uri
            )
            ? uri
            : null;
    }
}
