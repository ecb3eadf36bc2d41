// Drives the unmodified npm package kling-api: node kling_api.mjs PACKAGES SERVER CLIPS, keys in KLING_ACCESS_KEY and KLING_SECRET_KEY.

import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

const ROUTE = '/v1/audio/video-to-audio';

const [packages, server, clips] = process.argv.slice(2);
const { KlingAPI, KlingAPIError } = await import(pathToFileURL(`${packages}/kling-api/dist/api.js`));

const kling = new KlingAPI({ timeout: 5000 });
kling.httpClient.client.defaults.baseURL = server;

const create = (body) => kling.httpClient.request('POST', ROUTE, body);
const query = (id) => kling.httpClient.request('GET', `${ROUTE}/${id}`);
const ended = (id) => kling.waitForVideoResult(id, query, { interval: 100, timeout: 90000, showSpinner: false });

async function createsPollsAndLists() {
    const body = { video_url: `${clips}/bounce.mp4`, external_task_id: 'npm-1' };
    const created = await create(body);
    assert.equal(created.data.task_status, 'submitted');
    const { data: task } = await ended(created.data.task_id);
    assert.equal(task.task_info.external_task_id, 'npm-1');
    assert.match(task.task_result.videos[0].url, /^http/);
    assert.match(task.task_result.audios[0].url_mp3, /^http/);
    const { data: byOurId } = await query('npm-1');
    assert.equal(byOurId.task_id, task.task_id);
    const { data: list } = await kling.httpClient.request('GET', ROUTE, { pageNum: 1, pageSize: 2 });
    assert.ok(list.length === 2 && list[0].task_id === task.task_id, 'the newest of two tasks is the one just made');
    return body;
}

/** What goes wrong must reach a caller as the package's own errors, with the server's words and number. */
async function hearsOfFailures(body) {
    const refused = await create(body).catch((error) => error);
    assert.ok(refused instanceof KlingAPIError, `a second task with the same id: ${refused}`);
    assert.deepEqual([refused.httpStatus, refused.code], [400, 1201]);
    assert.match(refused.message, /npm-1 already exists/);
    assert.ok(refused.requestId && !refused.isRetryable());
    const { data: hopeless } = await create({ video_url: `${clips}/ORIGINS.md` });
    const failed = await ended(hopeless.task_id).catch((error) => error);
    assert.ok(failed instanceof KlingAPIError && failed.message.length > 10, `a video that is none: ${failed}`);
}

async function seesItsAccount() {
    const now = Date.now();
    const { data } = await kling.getAccountInfo(now - 3600000, now);
    assert.deepEqual([data.code, data.resource_pack_subscribe_infos], [0, []]);
    assert.ok(await kling.healthCheck());
}

await hearsOfFailures(await createsPollsAndLists());
await seesItsAccount();
