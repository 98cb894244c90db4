throw Object.assign(new Error('a fault of the file'), { code: 'EFILE' });
