using System.Security.Cryptography;
using System.Text;

namespace EarlyWarning.Domain.Imports.Tables;

/// <summary>Half of SHA-256 of a text key: 16 bytes to hold in place of a string, with no collisions to be feared.</summary>
internal static class KeyHash
{
    public static UInt128 Of(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return BitConverter.ToUInt128(hash);
    }
}
