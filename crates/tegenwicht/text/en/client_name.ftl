### SPDX-License-Identifier: EUPL-1.2
### Asking once more before the name of a client may stand in the log.

client-name-title = Is this the name of a { $client }?
client-name-maybe = This looks like details of a { $client }. Nothing has been posted yet. Everybody with access will be able to read this.
client-name-hint = Rather write without a name, such as “a { $client } of { $ward } B”, and send again. Or let it stand:
client-name-ok = Post it all the same
error-maybe-client-name = This looks like details of somebody in care. Nothing was posted. Take the name out, or say in the request that it may stand.
