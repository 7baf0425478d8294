using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>
/// Behind a reverse proxy the proxy's headers say who asks and how. They are believed only from the proxies named in
/// Proxy:KnownProxies (addresses) and Proxy:KnownNetworks (CIDR); loopback is always believed.
/// </summary>
internal static class ForwardedAddresses
{
    public static void AddForwardedAddresses(this IServiceCollection services, IConfiguration configuration)
    {
        var proxies = Parsed<IPAddress>(configuration, "Proxy:KnownProxies", IPAddress.TryParse);
        var networks = Parsed<System.Net.IPNetwork>(
            configuration,
            "Proxy:KnownNetworks",
            System.Net.IPNetwork.TryParse
        );
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            proxies.ForEach(options.KnownProxies.Add);
            networks.ForEach(options.KnownIPNetworks.Add);
        });
    }

    private delegate bool TryParse<T>(string? text, out T? value);

    private static List<T> Parsed<T>(IConfiguration configuration, string name, TryParse<T> tryParse) =>
        [
            .. (configuration.GetSection(name).Get<string[]>() ?? []).Select(text =>
                tryParse(text, out var value)
                    ? value!
                    : throw new SettingsException(
                        $"The setting {name} holds \"{text}\", which is not an address. Use 10.0.0.5 for a proxy, 10.0.0.0/24 for a network."
                    )
            ),
        ];
}
