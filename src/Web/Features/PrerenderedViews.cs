using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;

namespace EarlyWarning.Web.Features;

/// <summary>
/// Holds the view of a first paint until its circuit starts, so that nothing is read twice and no student's record travels in
/// the page's hidden state. A view is taken once; one that is never asked for is forgotten.
/// </summary>
public sealed class PrerenderedViews : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);
    private readonly MemoryCache _views = new(new MemoryCacheOptions { SizeLimit = 2000 });

    /// <summary>Keeps a view.</summary>
    /// <param name="view">The view.</param>
    /// <returns>The ticket it is taken with: unguessable, and given to the reader in encrypted state only.</returns>
    public string Keep(object view)
    {
        var ticket = RandomNumberGenerator.GetHexString(32);
        _views.Set(ticket, view, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Lifetime, Size = 1 });
        return ticket;
    }

    /// <summary>Takes a view away; null where it is gone.</summary>
    /// <typeparam name="T">The view.</typeparam>
    /// <param name="ticket">What <see cref="Keep"/> gave.</param>
    public T? Take<T>(string ticket)
        where T : class
    {
        var view = _views.Get<T>(ticket);
        _views.Remove(ticket);
        return view;
    }

    /// <inheritdoc />
    public void Dispose() => _views.Dispose();
}
