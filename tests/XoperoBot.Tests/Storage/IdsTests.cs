using System.Security.Cryptography;
using XoperoBot.Core.Storage;
using XoperoBot.Tests.Fakes;

namespace XoperoBot.Tests.Storage;

public sealed class IdsTests
{
    [Fact]
    public void New_ids_sort_by_the_time_they_were_made_also_within_one_millisecond()
    {
        var time = new ManualTime();
        using var random = RandomNumberGenerator.Create();
        var ids = new Ids(time, random);

        var made = Enumerable.Range(0, 3000).Select(number =>
        {
            time.Advance(TimeSpan.FromMilliseconds(number % 3 == 0 ? 1 : 0));
            return ids.New();
        }).ToList();

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(3000, made.Distinct(StringComparer.Ordinal).Count());
        Assert.All(made, id => Assert.Matches("^[0-9A-HJKMNP-TV-Z]{26}$", id));
    }

    [Fact]
    public void Short_ids_and_secrets_are_as_long_as_promised_and_differ()
    {
        using var random = RandomNumberGenerator.Create();
        var ids = new Ids(new ManualTime(), random);

        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{8}$", ids.Short());
        Assert.Matches("^[A-Za-z0-9_-]{43}$", ids.Secret());
        Assert.NotEqual(ids.Short(), ids.Short());
        Assert.NotEqual(ids.Secret(), ids.Secret());
    }
}
