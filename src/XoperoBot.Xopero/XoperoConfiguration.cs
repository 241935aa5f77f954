using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace XoperoBot.Xopero;

/// <summary>
/// Reads the section key by key, so that one value of the wrong kind is named beside all others instead of ending the start alone.
/// </summary>
internal static class XoperoConfiguration
{
    private static readonly PropertyInfo[] Keys = [.. typeof(XoperoServerOptions).GetProperties().Where(key => key.CanWrite)];

    public static IReadOnlyList<XoperoServerOptions> Read(IConfiguration configuration, ICollection<string> problems) =>
        [.. configuration.GetSection($"{XoperoOptions.Section}:{nameof(XoperoOptions.Servers)}").GetChildren()
            .Select(server => ReadServer(server, problems))];

    private static XoperoServerOptions ReadServer(IConfigurationSection section, ICollection<string> problems)
    {
        var server = new XoperoServerOptions();
        foreach (var key in Keys)
        {
            var value = section.GetSection(key.Name);
            if (string.IsNullOrEmpty(value.Value) && key.PropertyType != typeof(string))
            {
                continue;
            }

            try
            {
                if (value.Value is not null)
                {
                    key.SetValue(server, value.Get(key.PropertyType));
                }
            }
            catch (InvalidOperationException)
            {
                problems.Add($"{value.Path} is not a {Kind(key.PropertyType)}");
            }
        }

        return server;
    }

    private static string Kind(Type type)
    {
        if (type == typeof(Uri))
        {
            return "web address";
        }

        if (type == typeof(bool))
        {
            return "truth value (true or false)";
        }

        return type == typeof(TimeSpan) ? "duration (hh:mm:ss)" : "number";
    }
}
