using EarlyWarning.Web.Features.Inbox.Digest;
using EarlyWarning.Web.Features.Inbox.Making;
using EarlyWarning.Web.Shared.Hosting;

namespace EarlyWarning.Web.Features.Inbox;

/// <summary>Registers inboxes and weekly letters; only <see cref="InboxNews"/> holds state, of one circuit.</summary>
internal static class InboxFeature
{
    public static IServiceCollection AddInbox(this IServiceCollection services)
    {
        services.AddSingleton(s =>
            DigestSettings.Of(
                s.GetRequiredService<IConfiguration>(),
                s.GetRequiredService<IHostEnvironment>(),
                s.GetRequiredService<DemoMode>()
            )
        );
        services.AddSingleton<InboxQuery>().AddSingleton<InboxChoices>().AddSingleton<MarkItems>();
        services.AddScoped<InboxNews>();
        services.AddSingleton<PostItems>().AddSingleton<TellStates>().AddSingleton<TellCases>();
        services.AddSingleton<SendDigests>();
        services.AddHostedService<InboxWatch>();
        services.AddHostedService<DigestSender>();
        return services;
    }
}
