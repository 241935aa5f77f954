using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace XoperoBot.Tests.Architecture;

/// <summary>Rules that built types show better than their source does.</summary>
internal static class AssemblyRules
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Log messages stand in a private class Log inside the class that writes them.</summary>
    public static IEnumerable<string> LogMessagesOutsideLog(IEnumerable<Type> types) =>
        from type in types
        from method in type.GetMethods(Declared)
        where method.IsDefined(typeof(LoggerMessageAttribute), inherit: false)
        where type is not { Name: "Log", IsNestedPrivate: true }
        select $"{type.FullName}.{method.Name}";

    /// <summary>A channel shows its AddX and MapX methods and its options; <paramref name="reasons"/> names the exceptions.</summary>
    public static IEnumerable<string> PublicBeyondComposition(IReadOnlyCollection<Type> types, IReadOnlyDictionary<string, string> reasons)
    {
        var shown = types.Where(type => type.IsVisible && !IsOptions(type) && !IsComposition(type)).Select(type => type.FullName!).ToList();
        var unlisted = shown.Except(reasons.Keys, StringComparer.Ordinal).Select(name => $"{name} is public");
        var stale = reasons.Keys.Except(shown, StringComparer.Ordinal).Select(name => $"{name} is listed and not there");
        var unreasoned = reasons.Where(entry => string.IsNullOrWhiteSpace(entry.Value)).Select(entry => $"{entry.Key} is listed without a reason");
        return [.. unlisted, .. stale, .. unreasoned];
    }

    private static bool IsOptions(Type type) =>
        type.Name.EndsWith("Options", StringComparison.Ordinal) || (type.DeclaringType is { } outer && IsOptions(outer));

    private static bool IsComposition(Type type) =>
        type is { IsAbstract: true, IsSealed: true } && type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly) is { Length: > 0 } methods
        && methods.All(method => method.IsDefined(typeof(ExtensionAttribute), inherit: false)
            && (method.Name.StartsWith("Add", StringComparison.Ordinal) || method.Name.StartsWith("Map", StringComparison.Ordinal)));
}
