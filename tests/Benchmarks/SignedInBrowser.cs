using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace EarlyWarning.Benchmarks;

/// <summary>An HTTP client that holds a session's cookies.</summary>
internal sealed partial class SignedInBrowser : IDisposable
{
    private readonly HttpClient _client;

    private SignedInBrowser(HttpClient client) => _client = client;

    /// <summary>Signs in as a person would, through the form.</summary>
    /// <exception cref="InvalidOperationException">The instance does not let the account in.</exception>
    public static async Task<SignedInBrowser> OpenAsync(
        Uri address,
        string email,
        string password,
        CancellationToken cancel
    )
    {
        var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = address,
        };
        var page = await client.GetStringAsync("account/sign-in", cancel);
        var fields = HiddenField()
            .Matches(page)
            .DistinctBy(m => m.Groups["name"].Value)
            .ToDictionary(
                m => m.Groups["name"].Value,
                m => WebUtility.HtmlDecode(m.Groups["value"].Value),
                StringComparer.Ordinal
            );
        fields["Input.Email"] = email;
        fields["Input.Password"] = password;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync("account/sign-in", form, cancel);
        if (answer.RequestMessage?.RequestUri?.AbsolutePath.StartsWith("/account", StringComparison.Ordinal) != false)
        {
            client.Dispose();
            throw new InvalidOperationException($"The instance at {address} does not let {email} in.");
        }

        return new SignedInBrowser(client);
    }

    /// <summary>Reads a page to its end.</summary>
    /// <exception cref="HttpRequestException">The answer is not 200.</exception>
    public async Task GetAsync(string path, CancellationToken cancel)
    {
        using var answer = await _client.GetAsync(path, cancel);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException(
                string.Create(CultureInfo.InvariantCulture, $"{path} answered {(int)answer.StatusCode}.")
            );
        }

        await answer.Content.ReadAsByteArrayAsync(cancel);
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex(
        "<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex HiddenField();
}
