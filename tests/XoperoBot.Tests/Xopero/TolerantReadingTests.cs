using System.Text;
using XoperoBot.Xopero;
using XoperoBot.Xopero.Wire;

namespace XoperoBot.Tests.Xopero;

/// <summary>Shapes that the page does not promise and that must not cost a row.</summary>
public sealed class TolerantReadingTests
{
    [Theory]
    [InlineData("""{"result":[{"id":"a","name":"n"}]}""")]
    [InlineData("""{"RESULT":[{"ID":"a","NAME":"n"}]}""")]
    [InlineData("""{"\u0072esult":[{"\u0069d":"a","nam\u0065":"n"}]}""")]
    [InlineData("""{"result":{"organizations":[{"id":"a","name":"n"}]}}""")]
    [InlineData("""{"result":{"synchronizationInProgress":false,"items":[{"id":"a","name":"n"}]}}""")]
    [InlineData("""{"result":{"id":"a","name":"n","plans":[]}}""")]
    [InlineData("""[{"id":"a","name":"n"}]""")]
    [InlineData("""{"unknown":{"result":[{"id":"b"}]},"result":[{"other":[{"id":"c"}],"id":"a","name":"n","more":{"id":"d"}}],"x":null}""")]
    public void A_row_is_found_wherever_it_stands(string body)
    {
        var row = Assert.Single(Organizations(body).Rows);

        Assert.Equal(("a", "n"), (row.Id, row.Name));
    }

    [Theory]
    [InlineData("""{"result":null}""")]
    [InlineData("""{"result":{}}""")]
    [InlineData("""{"totalEntries":0}""")]
    public void No_rows_are_no_rows(string body) => Assert.Empty(Organizations(body).Rows);

    [Theory]
    [InlineData("5", 5)]
    [InlineData("\"5\"", 5)]
    [InlineData("\" 5 \"", 5)]
    [InlineData("5.0", 5)]
    [InlineData("5e0", 5)]
    [InlineData("\"5.0\"", 5)]
    [InlineData("-1", -1)]
    [InlineData("0", 0)]
    [InlineData("5.5", null)]
    [InlineData("99999999999", null)]
    [InlineData("1e400", null)]
    [InlineData("\"many\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("true", null)]
    [InlineData("[5]", null)]
    [InlineData("{\"driver\":5}", null)]
    public void A_number_is_read_from_whatever_holds_one(string json, int? expected) =>
        Assert.Equal(expected, Organizations($$"""{"result":[{"driver":{{json}},"id":"a"}]}""").Rows.Single().Driver);

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"True\"", true)]
    [InlineData("1", true)]
    [InlineData("\"1\"", true)]
    [InlineData("false", false)]
    [InlineData("\"FALSE\"", false)]
    [InlineData("0", false)]
    [InlineData("2", null)]
    [InlineData("\"yes\"", null)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void A_truth_value_is_read_from_whatever_holds_one(string json, bool? expected) =>
        Assert.Equal(expected, Organizations($$"""{"result":[{"isReadOnly":{{json}},"id":"a"}]}""").Rows.Single().IsReadOnly);

    [Theory]
    [InlineData("1643754961233", 1643754961233)]
    [InlineData("\"1643754961233\"", 1643754961233)]
    [InlineData("253402300799999", 253402300799999)]
    [InlineData("0", null)]
    [InlineData("-62135596800000", null)]
    [InlineData("253402300800000", null)]
    [InlineData("9223372036854775807", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("null", null)]
    [InlineData("\"never\"", null)]
    public void A_time_is_milliseconds_or_never(string json, long? expected) => Assert.Equal(
        expected,
        Organizations($$"""{"result":[{"id":"a","plans":[{"planFinishedTime":{{json}},"id":"p"}]}]}""").Rows[0].Plans[0].FinishedAt?.ToUnixTimeMilliseconds());

    [Theory]
    [InlineData("""{"successes":1,"warnings":2,"errors":3}""", 1, 2, 3)]
    [InlineData("""{"Successes":"1","Warnings":"2","Errors":"3"}""", 1, 2, 3)]
    [InlineData("""{"errors":3}""", 0, 0, 3)]
    public void An_outcome_is_read(string json, int successes, int warnings, int errors) =>
        Assert.Equal(new PlanStatus(successes, warnings, errors), Outcome(json));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"successes":1,"warnings":0,"errors":null}""")]
    [InlineData("""{"successes":1,"warnings":0,"errors":"many"}""")]
    [InlineData("""{"successes":1,"warnings":0,"errors":-1}""")]
    public void An_outcome_that_cannot_be_read_is_unknown_and_never_good(string json) => Assert.Null(Outcome(json));

    [Fact]
    public void A_number_as_id_is_an_opaque_text_and_a_nameless_row_goes_by_its_id()
    {
        var row = Organizations("""{"result":[{"id":12,"name":null,"plans":null}]}""").Rows.Single();

        Assert.Equal(("12", "12"), (row.Id, row.Name));
        Assert.Empty(row.Plans);
    }

    [Fact]
    public void A_damaged_name_does_not_cost_the_row_but_a_damaged_id_does()
    {
        byte[] body = [.. "{\"result\":[{\"id\":\"a\",\"name\":\"x\u0001"u8];
        body[^1] = 0xFF;
        body = [.. body, .. "y\"},{\"id\":\"b\\ud800\",\"name\":\"z\"},{\"id\":\"c\",\"name\":\"\\ud800\"}]}"u8];

        var page = PageReader.Read<Organization>(body, OrganizationReader.Read);

        Assert.Equal(["a", "c"], page.Rows.Select(row => row.Id));
        Assert.Equal("x\uFFFDy", page.Rows[0].Name);
        Assert.Equal(1, page.Skipped);
    }

    [Fact]
    public void Repository_ids_of_a_plan_are_read_under_both_spellings()
    {
        var plans = PageReader.Read<AssignedPlan>(
            """{"result":[{"id":"a","repositoryIds":["r",7,null]},{"id":"b","repositoriesIds":["s"]},{"id":"c","repositoryIds":null}]}"""u8,
            AssignedPlanReader.Read);

        Assert.Equal(["r", "7"], plans.Rows[0].RepositoryIds);
        Assert.Equal(["s"], plans.Rows[1].RepositoryIds);
        Assert.Empty(plans.Rows[2].RepositoryIds);
    }

    [Fact]
    public async Task A_byte_order_mark_and_an_odd_content_type_do_not_matter()
    {
        await using var service = await FakeManagementService.StartAsync();
        service.Answer(FakeManagementService.Organizations, "\uFEFF{\"result\":[{\"id\":\"a\"}]}", contentType: "text/plain; charset=iso-8859-99");
        await using var client = new Client(service.Address);

        Assert.Single(await client.OrganizationsAsync());
    }

    [Theory]
    [InlineData("""{"success":["A"],"error":[{"id":"b","errorCode":"LI5020"}]}""", "a", "b:LI5020", "c")]
    [InlineData("""{"Success":[{"id":"a"}],"Error":["b"]}""", "a", "b:", "c")]
    [InlineData("""{"succeededIds":["a","B"],"failedIds":["c"],"errors":["GT1001"]}""", "a b", "c:GT1001", "")]
    [InlineData("""{"succeededIds":["a"],"failedIds":["b","c"],"errors":["GT1","GT2"]}""", "a", "b: c:", "")]
    [InlineData("""{"succeededIds":["a"],"failedIds":["b"],"errors":[{"id":"B","errorCode":"GT1001"}]}""", "a", "B:GT1001", "c")]
    [InlineData("""{"succeededIds":["a"],"failedIds":[{"id":"b","errorCode":7}],"errors":null}""", "a", "b:7", "c")]
    [InlineData("""{"success":["a","b"],"error":[{"id":"b","errorCode":"LI5020"}]}""", "a", "", "b c")]
    [InlineData("""{"success":["x"],"error":[{"id":"y","errorCode":"LI5020"}]}""", "", "y:LI5020", "a b c")]
    [InlineData("""{"success":true,"errors":0}""", "", "", "a b c")]
    [InlineData("""{"success":null,"error":null}""", "", "", "a b c")]
    [InlineData("[]", "", "", "a b c")]
    [InlineData("  ", "", "", "a b c")]
    [InlineData("", "", "", "a b c")]
    public void Every_id_of_a_write_is_done_failed_or_unanswered(string body, string done, string failed, string unanswered)
    {
        var results = ItemAnswer.Read(Encoding.UTF8.GetBytes(body)).For(["a", "b", "c"]);

        Assert.Equal(done, string.Join(' ', results.Done));
        Assert.Equal(failed, string.Join(' ', results.Failed.Select(failure => $"{failure.Id}:{failure.Code}")));
        Assert.Equal(unanswered, string.Join(' ', results.Unanswered));
    }

    [Fact]
    public void A_code_alone_belongs_to_the_only_id_that_was_asked_for()
    {
        var results = ItemAnswer.Read("""{"succeededIds":[],"failedIds":[],"errors":["GT1001"]}"""u8).For(["a"]);

        Assert.Equal([new ItemFailure("a", "GT1001")], results.Failed);
        Assert.Empty(results.Unanswered);
    }

    [Fact]
    public async Task No_ids_are_no_call_and_ids_in_another_case_are_one()
    {
        await using var service = await FakeManagementService.StartAsync();
        service.Answer("/git/repositories/activate", """{"success":["ab"],"error":[]}""");
        await using var client = new Client(service.Address);

        var none = await client.Service.ActivateAsync([], CancellationToken.None);
        Assert.Empty(service.Requests);
        var one = await client.Service.ActivateAsync(["AB", "ab"], CancellationToken.None);

        Assert.Empty(none.Unanswered);
        Assert.Equal(["AB"], one.Done);
        Assert.Equal("""{"Ids":["AB"]}""", service.RequestsTo("/git/repositories/activate").Single().Body);
    }

    private static Page<Organization> Organizations(string body) =>
        PageReader.Read<Organization>(Encoding.UTF8.GetBytes(body), OrganizationReader.Read);

    private static PlanStatus? Outcome(string json) =>
        Organizations($$"""{"result":[{"id":"a","plans":[{"lastStatus":{{json}},"id":"p"}]}]}""").Rows[0].Plans[0].LastStatus;
}
